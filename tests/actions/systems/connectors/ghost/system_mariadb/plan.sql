-- A tier is sold at a price per month and one per year: each price is a plan.
SELECT
  r.stripe_price_id AS code,
  p.name AS name,
  'newspaper' AS product,
  r.amount AS price_minor,
  r.currency AS currency,
  r.interval AS "interval",
  (
    SELECT GROUP_CONCAT(b.name ORDER BY l.sort_order SEPARATOR '|')
    FROM products_benefits AS l INNER JOIN benefits AS b ON b.id = l.benefit_id
    WHERE l.product_id = p.id
  ) AS features,
  NULLIF(p.trial_days, 0) AS trial_days,
  CASE WHEN p.active = 1 AND r.active = 1 AND p.visibility = 'public' THEN 1 ELSE 0 END AS sold
FROM products AS p
INNER JOIN stripe_products AS y ON y.product_id = p.id
INNER JOIN stripe_prices AS r ON r.stripe_product_id = y.stripe_product_id AND r.type = 'recurring'
