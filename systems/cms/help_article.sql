-- The help centre.
SELECT
  h.id AS id,
  h.name AS name,
  h.topic AS topic,
  h.question AS question,
  h.body AS body,
  (SELECT s.base_url || '/' || h.id FROM sites AS s WHERE s.name = 'help') AS url,
  strftime('%Y-%m-%d %H:%M:%S', h.updated_at) AS updated_at
FROM help_articles AS h
