SELECT
  p.id AS code,
  y.name AS name,
  coalesce(y.metadata ->> 'product', 'streaming') AS product,
  p.unit_amount AS price_minor,
  p.currency AS currency,
  CASE
    WHEN p.recurring ->> 'interval' = 'month' AND p.recurring ->> 'interval_count' = '3' THEN 'quarter'
    ELSE p.recurring ->> 'interval'
  END AS interval,
  (SELECT string_agg(f ->> 'name', '|') FROM jsonb_array_elements(y.marketing_features) AS f) AS features,
  p.active AND y.active AS sold
FROM stripe.prices AS p
INNER JOIN stripe.products AS y ON y.id = p.product
WHERE p.type = 'recurring'
