-- An open invoice whose collection was tried could not be collected.
SELECT
  i.id AS id,
  i.customer AS customer,
  i.number AS number,
  to_timestamp(i.created) AS issued_at,
  i.total AS total_minor,
  i.tax AS tax_minor,
  i.currency AS currency,
  CASE
    WHEN i.status = 'uncollectible' OR (i.status = 'open' AND i.attempted) THEN 'failed'
    ELSE i.status::text
  END AS status,
  to_timestamp(i.period_start) AS period_start,
  to_timestamp(i.period_end) AS period_end,
  i.subscription AS subscription
FROM stripe.invoices AS i
WHERE NOT i.is_deleted AND i.status <> 'draft'
