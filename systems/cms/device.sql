-- Devices on which a member is signed in.
SELECT
  d.id AS id,
  m.external_id AS customer,
  d.name AS name,
  d.kind AS kind,
  d.app_version AS app_version,
  strftime('%Y-%m-%d %H:%M:%S', d.last_seen_at) AS last_seen_at
FROM members AS m
INNER JOIN devices AS d ON d.member_id = m.id
