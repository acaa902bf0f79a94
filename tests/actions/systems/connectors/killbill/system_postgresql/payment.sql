-- A transaction is an attempt. The card is in the payment plugin's own table, the next attempt in the queue.
SELECT
  t.id AS id,
  a.external_key AS customer,
  (SELECT MIN(p.invoice_id) FROM invoice_payments AS p WHERE p.payment_id = y.id) AS invoice,
  t.effective_date AS attempted_at,
  CAST(ROUND(t.amount * 100) AS DECIMAL(15, 0)) AS amount_minor,
  t.currency AS currency,
  CASE t.transaction_status
    WHEN 'SUCCESS' THEN 'succeeded' WHEN 'PAYMENT_FAILURE' THEN 'failed' WHEN 'PLUGIN_FAILURE' THEN 'failed'
    WHEN 'PENDING' THEN 'pending' ELSE t.transaction_status
  END AS status,
  CASE
    WHEN t.transaction_status NOT IN ('PAYMENT_FAILURE', 'PLUGIN_FAILURE') THEN NULL
    WHEN t.gateway_error_code = 'expired_card' THEN 'card_expired'
    WHEN t.gateway_error_code = 'insufficient_funds' THEN 'insufficient_funds'
    WHEN t.gateway_error_code = 'card_declined' THEN 'declined'
    ELSE 'other'
  END AS failure_reason,
  'card' AS method,
  (
    SELECT CAST(m.additional_data AS json) ->> 'card_last4'
    FROM stripe_payment_methods AS m
    WHERE m.kb_payment_method_id = y.payment_method_id AND m.is_deleted = 0
  ) AS card_tail,
  CASE WHEN t.transaction_status <> 'SUCCESS' THEN (
    SELECT MIN(n.effective_date)
    FROM notifications AS n
    WHERE n.search_key1 = a.record_id AND n.queue_name = 'payment-service:payment-retry' AND n.processing_state = 'AVAILABLE'
  ) END AS next_retry_at
FROM accounts AS a
INNER JOIN payments AS y ON y.account_id = a.id
INNER JOIN payment_transactions AS t ON t.payment_id = y.id
WHERE a.tenant_record_id = 1 AND t.transaction_type = 'PURCHASE'
