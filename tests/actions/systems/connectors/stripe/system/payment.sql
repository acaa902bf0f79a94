SELECT
  c.id AS id,
  c.customer AS customer,
  c.invoice AS invoice,
  to_timestamp(c.created) AS attempted_at,
  c.amount AS amount_minor,
  c.currency AS currency,
  CASE WHEN c.refunded THEN 'refunded' ELSE c.status END AS status,
  CASE c.failure_code
    WHEN 'expired_card' THEN 'card_expired' WHEN 'card_declined' THEN 'declined'
    WHEN 'authentication_required' THEN 'authentication' ELSE c.failure_code
  END AS failure_reason,
  c.payment_method_details ->> 'type' AS method,
  c.payment_method_details -> 'card' ->> 'last4' AS card_tail,
  CASE WHEN c.status = 'failed' THEN to_timestamp(i.next_payment_attempt) END AS next_retry_at
FROM stripe.charges AS c
LEFT JOIN stripe.invoices AS i ON i.id = c.invoice
