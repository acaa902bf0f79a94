SELECT
  c.id AS customer,
  c.email AS email,
  c.name AS name,
  c.phone AS phone,
  concat_ws(', ', c.address ->> 'line1', c.address ->> 'city', c.address ->> 'postal_code') AS address,
  c.address ->> 'country' AS country,
  to_timestamp(c.created) AS created_at
FROM stripe.customers AS c
WHERE NOT c.deleted
