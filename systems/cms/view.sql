-- Viewings of grown-up profiles: what children watch stays in the content system.
SELECT
  v.id AS id,
  m.external_id AS customer,
  v.title_id AS title,
  strftime('%Y-%m-%d %H:%M:%S', v.started_at) AS watched_at,
  v.minutes AS minutes,
  v.profile_id AS profile
FROM members AS m
INNER JOIN profiles AS p ON p.member_id = m.id AND p.is_children = 0
INNER JOIN views AS v ON v.profile_id = p.id
