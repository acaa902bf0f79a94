SELECT
  u.ID AS customer,
  u.user_email AS email,
  u.display_name AS name,
  (SELECT MAX(m.meta_value) FROM wp_usermeta AS m WHERE m.user_id = u.ID AND m.meta_key = 'billing_country') AS country,
  u.user_registered AS created_at
FROM wp_users AS u
