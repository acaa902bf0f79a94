SELECT
  p.ID AS code,
  p.post_title AS name,
  'streaming' AS product,
  CAST(CAST(price.meta_value AS DECIMAL(20, 4)) * 100 AS SIGNED) AS price_minor,
  'GBP' AS currency,
  CASE WHEN period.meta_value = 'month' AND every.meta_value = '3' THEN 'quarter' ELSE period.meta_value END AS `interval`,
  p.post_status = 'publish' AS sold
FROM wp_posts AS p
INNER JOIN wp_postmeta AS price ON price.post_id = p.ID AND price.meta_key = '_subscription_price'
INNER JOIN wp_postmeta AS period ON period.post_id = p.ID AND period.meta_key = '_subscription_period'
INNER JOIN wp_postmeta AS every ON every.post_id = p.ID AND every.meta_key = '_subscription_period_interval'
WHERE p.post_type = 'product'
