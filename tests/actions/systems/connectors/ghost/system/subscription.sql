-- Ghost keeps no start of the period.
SELECT
  s.id AS id,
  m.uuid AS customer,
  s.stripe_price_id AS plan,
  CASE
    WHEN s.status = 'active' AND s.cancel_at_period_end = 1 THEN 'cancelled'
    WHEN s.status = 'trialing' THEN 'trial'
    WHEN s.status = 'unpaid' THEN 'past_due'
    WHEN s.status = 'canceled' THEN 'expired'
    ELSE s.status
  END AS status,
  s.start_date AS started_at,
  s.current_period_end AS period_end,
  CASE WHEN s.cancel_at_period_end = 0 AND s.status <> 'canceled' THEN s.current_period_end END AS next_billing_at,
  CASE WHEN s.cancel_at_period_end = 0 AND s.status <> 'canceled' THEN s.plan_amount END AS next_amount_minor,
  UPPER(s.plan_currency) AS currency,
  s.trial_end_at AS trial_ends_at,
  CASE WHEN s.cancel_at_period_end = 1 OR s.status = 'canceled' THEN (
    SELECT MAX(e.created_at) FROM members_cancel_events AS e WHERE e.member_id = m.id
  ) END AS cancelled_at,
  CASE WHEN s.cancel_at_period_end = 1 OR s.status = 'canceled' THEN s.current_period_end END AS ends_at
FROM members AS m
INNER JOIN members_stripe_customers AS c ON c.member_id = m.id
INNER JOIN members_stripe_customers_subscriptions AS s ON s.customer_id = c.customer_id
