-- Every newsletter for every member, with whether it is sent to them.
SELECT
  c.member_id || '-' || c.newsletter_id AS id,
  m.external_id AS customer,
  n.name AS name,
  n.about AS about,
  c.subscribed AS subscribed
FROM members AS m
INNER JOIN newsletter_choices AS c ON c.member_id = m.id
INNER JOIN newsletters AS n ON n.id = c.newsletter_id
