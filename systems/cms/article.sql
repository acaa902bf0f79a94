-- The newspaper's archive, with tags in order.
SELECT
  a.id AS id,
  a.headline AS name,
  a.section AS section,
  strftime('%Y-%m-%d %H:%M:%S', a.published_at) AS published_at,
  a.summary AS summary,
  (
    SELECT group_concat(x.name, '|')
    FROM (
      SELECT t.name
      FROM article_tags AS l
      INNER JOIN tags AS t ON t.id = l.tag_id
      WHERE l.article_id = a.id
      ORDER BY l.position
    ) AS x
  ) AS tags,
  (SELECT s.base_url || '/' || a.id FROM sites AS s WHERE s.name = 'newspaper') AS url,
  a.paywalled AS paywalled,
  strftime('%Y-%m-%d %H:%M:%S', a.published_at) AS updated_at
FROM articles AS a
