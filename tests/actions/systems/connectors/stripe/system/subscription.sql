-- The plan is the price of the first item; a paused collection is a pause.
SELECT
  s.id AS id,
  s.customer AS customer,
  s.items -> 'data' -> 0 -> 'price' ->> 'id' AS plan,
  CASE
    WHEN s.pause_collection IS NOT NULL THEN 'paused'
    WHEN s.status IN ('active', 'trialing') AND (s.cancel_at_period_end OR s.cancel_at IS NOT NULL) THEN 'cancelled'
    WHEN s.status = 'trialing' THEN 'trial'
    WHEN s.status = 'canceled' THEN 'expired'
    WHEN s.status = 'unpaid' THEN 'past_due'
    ELSE s.status::text
  END AS status,
  to_timestamp(s.start_date) AS started_at,
  to_timestamp(s.current_period_start) AS period_start,
  to_timestamp(s.current_period_end) AS period_end,
  CASE WHEN NOT s.cancel_at_period_end AND s.ended_at IS NULL THEN to_timestamp(s.current_period_end) END AS next_billing_at,
  CASE WHEN NOT s.cancel_at_period_end AND s.ended_at IS NULL THEN (
    SELECT sum((i -> 'price' ->> 'unit_amount')::bigint * (i ->> 'quantity')::int)
    FROM jsonb_array_elements(s.items -> 'data') AS i
  ) END AS next_amount_minor,
  s.items -> 'data' -> 0 -> 'price' ->> 'currency' AS currency,
  to_timestamp((s.trial_end #>> '{}')::bigint) AS trial_ends_at,
  to_timestamp(s.canceled_at) AS cancelled_at,
  to_timestamp(coalesce(s.ended_at, s.cancel_at, CASE WHEN s.cancel_at_period_end THEN s.current_period_end END)) AS ends_at
FROM stripe.subscriptions AS s
