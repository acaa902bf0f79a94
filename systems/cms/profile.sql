-- Viewing profiles. Members carry the customer's id as external_id.
SELECT
  p.id AS id,
  m.external_id AS customer,
  p.name AS name,
  p.maturity_age AS maturity_age,
  p.is_children AS is_children
FROM members AS m
INNER JOIN profiles AS p ON p.member_id = m.id
