-- Disturbances; what they affect are kinds of device or products.
SELECT
  i.id AS id,
  i.name AS name,
  i.status AS status,
  strftime('%Y-%m-%d %H:%M:%S', i.started_at) AS started_at,
  strftime('%Y-%m-%d %H:%M:%S', i.resolved_at) AS resolved_at,
  (
    SELECT group_concat(x.affected, '|')
    FROM (SELECT f.affected FROM incident_affects AS f WHERE f.incident_id = i.id ORDER BY f.position) AS x
  ) AS affects,
  i.message AS message,
  strftime('%Y-%m-%d %H:%M:%S', i.updated_at) AS updated_at
FROM incidents AS i
