-- An invoice is what its items add up to; it is paid when the payments that went through cover it.
SELECT
  i.id AS id,
  a.external_key AS customer,
  i.record_id AS number,
  i.invoice_date AS issued_at,
  (SELECT CAST(ROUND(SUM(t.amount) * 100) AS DECIMAL(15, 0)) FROM invoice_items AS t WHERE t.invoice_id = i.id) AS total_minor,
  (
    SELECT CAST(ROUND(SUM(t.amount) * 100) AS DECIMAL(15, 0))
    FROM invoice_items AS t
    WHERE t.invoice_id = i.id AND t.type = 'TAX'
  ) AS tax_minor,
  i.currency AS currency,
  CASE
    WHEN i.status = 'VOID' THEN 'void'
    WHEN (SELECT SUM(t.amount) FROM invoice_items AS t WHERE t.invoice_id = i.id)
      <= (SELECT COALESCE(SUM(p.amount), 0) FROM invoice_payments AS p WHERE p.invoice_id = i.id AND p.success) THEN 'paid'
    WHEN EXISTS (SELECT 1 FROM invoice_payments AS p WHERE p.invoice_id = i.id AND NOT p.success) THEN 'failed'
    ELSE 'open'
  END AS status,
  (SELECT MIN(t.start_date) FROM invoice_items AS t WHERE t.invoice_id = i.id) AS period_start,
  (SELECT MAX(t.end_date) FROM invoice_items AS t WHERE t.invoice_id = i.id) AS period_end,
  (SELECT MIN(t.subscription_id) FROM invoice_items AS t WHERE t.invoice_id = i.id) AS subscription
FROM accounts AS a
INNER JOIN invoices AS i ON i.account_id = a.id
WHERE a.tenant_record_id = 1 AND i.status <> 'DRAFT'
