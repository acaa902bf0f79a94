-- Site tokens carry the account's external key.
SELECT
  a.external_key AS customer,
  a.email AS email,
  a.name AS name,
  a.phone AS phone,
  a.country AS country,
  a.created_date AS created_at
FROM accounts AS a
WHERE a.tenant_record_id = 1
