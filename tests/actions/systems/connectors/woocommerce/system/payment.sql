-- An order that was paid, or could not be, is an attempt. The card is the customer's default one.
SELECT
  o.ID AS id,
  who.meta_value AS customer,
  o.ID AS invoice,
  COALESCE(FROM_UNIXTIME(CAST(paid.meta_value AS SIGNED)), o.post_modified_gmt) AS attempted_at,
  CAST(CAST(total.meta_value AS DECIMAL(20, 4)) * 100 AS SIGNED) AS amount_minor,
  cur.meta_value AS currency,
  CASE o.post_status
    WHEN 'wc-completed' THEN 'succeeded' WHEN 'wc-processing' THEN 'succeeded' WHEN 'wc-failed' THEN 'failed'
    WHEN 'wc-refunded' THEN 'refunded' ELSE o.post_status
  END AS status,
  CASE o.post_status WHEN 'wc-failed' THEN 'other' END AS failure_reason,
  'card' AS method,
  (
    SELECT MAX(tm.meta_value)
    FROM wp_woocommerce_payment_tokens AS t
    INNER JOIN wp_woocommerce_payment_tokenmeta AS tm ON tm.payment_token_id = t.token_id AND tm.meta_key = 'last4'
    WHERE t.user_id = CAST(who.meta_value AS UNSIGNED) AND t.is_default = 1
  ) AS card_tail,
  (SELECT MIN(r.date_gmt) FROM wp_wcs_payment_retries AS r WHERE r.order_id = o.ID AND r.status = 'pending') AS next_retry_at
FROM wp_postmeta AS who
INNER JOIN wp_posts AS o
  ON o.ID = who.post_id AND o.post_type = 'shop_order'
  AND o.post_status IN ('wc-completed', 'wc-processing', 'wc-failed', 'wc-refunded')
LEFT JOIN wp_postmeta AS paid ON paid.post_id = o.ID AND paid.meta_key = '_date_paid'
LEFT JOIN wp_postmeta AS total ON total.post_id = o.ID AND total.meta_key = '_order_total'
LEFT JOIN wp_postmeta AS cur ON cur.post_id = o.ID AND cur.meta_key = '_order_currency'
WHERE who.meta_key = '_customer_user'
