-- Ghost keeps what was paid: each is a bill that was collected.
SELECT
  e.id AS id,
  m.uuid AS customer,
  e.id AS number,
  e.created_at AS issued_at,
  e.amount AS total_minor,
  e.currency AS currency,
  'paid' AS status
FROM members AS m
INNER JOIN members_payment_events AS e ON e.member_id = m.id
