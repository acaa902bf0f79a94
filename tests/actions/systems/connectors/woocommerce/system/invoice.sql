SELECT
  o.ID AS id,
  who.meta_value AS customer,
  o.ID AS number,
  o.post_date_gmt AS issued_at,
  CAST(CAST(total.meta_value AS DECIMAL(20, 4)) * 100 AS SIGNED) AS total_minor,
  CAST(CAST(tax.meta_value AS DECIMAL(20, 4)) * 100 AS SIGNED) AS tax_minor,
  cur.meta_value AS currency,
  CASE o.post_status
    WHEN 'wc-completed' THEN 'paid' WHEN 'wc-processing' THEN 'paid' WHEN 'wc-failed' THEN 'failed'
    WHEN 'wc-pending' THEN 'open' WHEN 'wc-on-hold' THEN 'open' WHEN 'wc-cancelled' THEN 'void' WHEN 'wc-refunded' THEN 'refunded'
    ELSE o.post_status
  END AS status,
  renewed.meta_value AS subscription
FROM wp_postmeta AS who
INNER JOIN wp_posts AS o ON o.ID = who.post_id AND o.post_type = 'shop_order' AND o.post_status <> 'trash'
LEFT JOIN wp_postmeta AS total ON total.post_id = o.ID AND total.meta_key = '_order_total'
LEFT JOIN wp_postmeta AS tax ON tax.post_id = o.ID AND tax.meta_key = '_order_tax'
LEFT JOIN wp_postmeta AS cur ON cur.post_id = o.ID AND cur.meta_key = '_order_currency'
LEFT JOIN wp_postmeta AS renewed ON renewed.post_id = o.ID AND renewed.meta_key = '_subscription_renewal'
WHERE who.meta_key = '_customer_user'
