-- A member's id in Stripe links the two systems.
SELECT
  m.uuid AS customer,
  m.email AS email,
  m.name AS name,
  m.created_at AS created_at,
  (SELECT MAX(c.customer_id) FROM members_stripe_customers AS c WHERE c.member_id = m.id) AS external_id
FROM members AS m
