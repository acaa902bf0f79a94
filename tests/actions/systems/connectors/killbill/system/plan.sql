-- The catalogue is a file beside the database; what is on sale is repeated here.
SELECT 'standard-monthly' AS code, 'Standard' AS name, 'streaming' AS product, 1199 AS price_minor, 'month' AS "interval"
UNION ALL
SELECT 'premium-monthly', 'Premium', 'streaming', 1799, 'month'
