-- The plan is the one of the latest event that counts by now. An account that is overdue is past due.
SELECT
  s.id AS id,
  a.external_key AS customer,
  e.plan_name AS plan,
  CASE
    WHEN e.user_type = 'CANCEL' THEN 'expired'
    WHEN EXISTS (
      SELECT 1
      FROM subscription_events AS f
      WHERE f.subscription_id = s.id AND f.is_active AND f.user_type = 'CANCEL' AND f.effective_date > CURRENT_TIMESTAMP
    ) THEN 'cancelled'
    WHEN (
      SELECT b.state
      FROM blocking_states AS b
      WHERE b.blockable_id = a.id AND b.is_active AND b.service = 'overdue-service'
      ORDER BY b.effective_date DESC, b.record_id DESC
      LIMIT 1
    ) <> '__KILLBILL__CLEAR__OVERDUE_STATE__' THEN 'past_due'
    WHEN e.phase_name LIKE '%-trial' THEN 'trial'
    ELSE 'active'
  END AS status,
  s.start_date AS started_at,
  (
    SELECT MAX(t.start_date) FROM invoice_items AS t WHERE t.account_id = a.id AND t.subscription_id = s.id AND t.type = 'RECURRING'
  ) AS period_start,
  s.charged_through_date AS period_end,
  CASE WHEN e.user_type <> 'CANCEL' THEN s.charged_through_date END AS next_billing_at,
  CASE e.plan_name WHEN 'standard-monthly' THEN 1199 WHEN 'premium-monthly' THEN 1799 END AS next_amount_minor,
  (
    SELECT MIN(f.effective_date)
    FROM subscription_events AS f
    WHERE f.subscription_id = s.id AND f.is_active AND f.user_type = 'CANCEL'
  ) AS ends_at
FROM accounts AS a
INNER JOIN bundles AS u ON u.account_id = a.id
INNER JOIN subscriptions AS s ON s.bundle_id = u.id
INNER JOIN subscription_events AS e ON e.id = (
  SELECT f.id
  FROM subscription_events AS f
  WHERE f.subscription_id = s.id AND f.is_active AND f.effective_date <= CURRENT_TIMESTAMP
  ORDER BY f.effective_date DESC, f.record_id DESC
  LIMIT 1
)
WHERE a.tenant_record_id = 1
