-- Lines are items of a JSON list, without tax; the tax of all is a line of its own.
SELECT
  l.item ->> 'id' AS id,
  i.customer AS customer,
  i.id AS invoice,
  CASE WHEN (l.item ->> 'proration')::boolean THEN 'proration' WHEN l.item ->> 'type' = 'subscription' THEN 'plan' ELSE 'fee' END AS kind,
  l.item ->> 'description' AS description,
  (l.item ->> 'amount')::bigint AS amount_minor,
  l.item ->> 'currency' AS currency,
  l.item -> 'price' ->> 'id' AS plan,
  to_timestamp((l.item -> 'period' ->> 'start')::bigint) AS period_start,
  to_timestamp((l.item -> 'period' ->> 'end')::bigint) AS period_end,
  l.place AS position
FROM stripe.invoices AS i
CROSS JOIN LATERAL jsonb_array_elements(i.lines -> 'data') WITH ORDINALITY AS l(item, place)
WHERE NOT i.is_deleted
UNION ALL
SELECT
  i.id || ':tax', i.customer, i.id, 'tax', 'Tax', i.tax, i.currency, NULL, NULL, NULL, 1000
FROM stripe.invoices AS i
WHERE NOT i.is_deleted AND i.tax <> 0
