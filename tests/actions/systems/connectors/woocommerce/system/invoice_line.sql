-- Coupons are left out: a line's total already has them taken off.
SELECT
  oi.order_item_id AS id,
  who.meta_value AS customer,
  o.ID AS invoice,
  CASE oi.order_item_type
    WHEN 'line_item' THEN 'plan' WHEN 'tax' THEN 'tax' WHEN 'fee' THEN 'fee' WHEN 'shipping' THEN 'fee'
    ELSE oi.order_item_type
  END AS kind,
  oi.order_item_name AS description,
  CAST(CAST(amount.meta_value AS DECIMAL(20, 4)) * 100 AS SIGNED) AS amount_minor,
  cur.meta_value AS currency,
  product.meta_value AS plan,
  oi.order_item_id AS position
FROM wp_postmeta AS who
INNER JOIN wp_posts AS o ON o.ID = who.post_id AND o.post_type = 'shop_order' AND o.post_status <> 'trash'
INNER JOIN wp_woocommerce_order_items AS oi ON oi.order_id = o.ID AND oi.order_item_type <> 'coupon'
INNER JOIN wp_woocommerce_order_itemmeta AS amount
  ON amount.order_item_id = oi.order_item_id
  AND amount.meta_key = CASE oi.order_item_type WHEN 'tax' THEN 'tax_amount' WHEN 'shipping' THEN 'cost' ELSE '_line_total' END
LEFT JOIN wp_woocommerce_order_itemmeta AS product
  ON product.order_item_id = oi.order_item_id AND product.meta_key = '_product_id'
LEFT JOIN wp_postmeta AS cur ON cur.post_id = o.ID AND cur.meta_key = '_order_currency'
WHERE who.meta_key = '_customer_user'
