-- Taxes inside our prices, kept in tenths of a percent.
SELECT
  t.ctry_cd || '-' || t.prd_cd AS id,
  t.ctry_cd AS country,
  CASE t.prd_cd WHEN 'S' THEN 'streaming' WHEN 'N' THEN 'newspaper' ELSE t.prd_cd END AS product,
  t.rt / 10.0 AS percent
FROM tax_rt AS t
