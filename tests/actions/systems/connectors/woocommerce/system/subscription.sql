-- Every value is a row of postmeta; a date that is not set is '0'. On hold means that a renewal was not collected.
SELECT
  s.ID AS id,
  who.meta_value AS customer,
  (
    SELECT MIN(im.meta_value)
    FROM wp_woocommerce_order_items AS oi
    INNER JOIN wp_woocommerce_order_itemmeta AS im ON im.order_item_id = oi.order_item_id AND im.meta_key = '_product_id'
    WHERE oi.order_id = s.ID AND oi.order_item_type = 'line_item'
  ) AS plan,
  CASE
    WHEN s.post_status = 'wc-active' AND NULLIF(trial.meta_value, '0') > UTC_TIMESTAMP() THEN 'trial'
    WHEN s.post_status = 'wc-active' THEN 'active'
    WHEN s.post_status = 'wc-on-hold' THEN 'past_due'
    WHEN s.post_status = 'wc-pending-cancel' THEN 'cancelled'
    WHEN s.post_status IN ('wc-cancelled', 'wc-expired', 'wc-switched') THEN 'expired'
    ELSE s.post_status
  END AS status,
  s.post_date_gmt AS started_at,
  NULLIF(nxt.meta_value, '0') AS period_end,
  NULLIF(nxt.meta_value, '0') AS next_billing_at,
  CASE WHEN nxt.meta_value <> '0' THEN CAST(CAST(total.meta_value AS DECIMAL(20, 4)) * 100 AS SIGNED) END AS next_amount_minor,
  cur.meta_value AS currency,
  NULLIF(trial.meta_value, '0') AS trial_ends_at,
  NULLIF(cancelled.meta_value, '0') AS cancelled_at,
  NULLIF(ends.meta_value, '0') AS ends_at
FROM wp_postmeta AS who
INNER JOIN wp_posts AS s ON s.ID = who.post_id AND s.post_type = 'shop_subscription' AND s.post_status <> 'trash'
LEFT JOIN wp_postmeta AS nxt ON nxt.post_id = s.ID AND nxt.meta_key = '_schedule_next_payment'
LEFT JOIN wp_postmeta AS ends ON ends.post_id = s.ID AND ends.meta_key = '_schedule_end'
LEFT JOIN wp_postmeta AS trial ON trial.post_id = s.ID AND trial.meta_key = '_schedule_trial_end'
LEFT JOIN wp_postmeta AS cancelled ON cancelled.post_id = s.ID AND cancelled.meta_key = '_schedule_cancelled'
LEFT JOIN wp_postmeta AS total ON total.post_id = s.ID AND total.meta_key = '_order_total'
LEFT JOIN wp_postmeta AS cur ON cur.post_id = s.ID AND cur.meta_key = '_order_currency'
WHERE who.meta_key = '_customer_user'
