SELECT
  t.id AS id,
  a.external_key AS customer,
  t.invoice_id AS invoice,
  CASE t.type
    WHEN 'RECURRING' THEN 'plan' WHEN 'FIXED' THEN 'plan' WHEN 'TAX' THEN 'tax' WHEN 'EXTERNAL_CHARGE' THEN 'fee'
    WHEN 'USAGE' THEN 'addon' WHEN 'REPAIR_ADJ' THEN 'proration' WHEN 'ITEM_ADJ' THEN 'credit'
    WHEN 'CREDIT_ADJ' THEN 'credit' WHEN 'CBA_ADJ' THEN 'credit'
    ELSE t.type
  END AS kind,
  t.description AS description,
  CAST(ROUND(t.amount * 100) AS DECIMAL(15, 0)) AS amount_minor,
  t.currency AS currency,
  t.plan_name AS plan,
  t.start_date AS period_start,
  t.end_date AS period_end,
  t.record_id AS position
FROM accounts AS a
INNER JOIN invoices AS i ON i.account_id = a.id
INNER JOIN invoice_items AS t ON t.invoice_id = i.id
WHERE a.tenant_record_id = 1
