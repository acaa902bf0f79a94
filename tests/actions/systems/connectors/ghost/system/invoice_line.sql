SELECT
  e.id AS id,
  m.uuid AS customer,
  e.id AS invoice,
  'plan' AS kind,
  'Membership' AS description,
  e.amount AS amount_minor,
  e.currency AS currency
FROM members AS m
INNER JOIN members_payment_events AS e ON e.member_id = m.id
