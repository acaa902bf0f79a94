SELECT
  o.id AS id,
  o.title AS name,
  'news' AS section,
  o.published_at AS published_at,
  o.custom_excerpt AS summary,
  (
    SELECT GROUP_CONCAT(x.name, '|')
    FROM (
      SELECT t.name FROM posts_tags AS l INNER JOIN tags AS t ON t.id = l.tag_id
      WHERE l.post_id = o.id ORDER BY l.sort_order
    ) AS x
  ) AS tags,
  'https://news.example/' || o.slug || '/' AS url,
  CASE WHEN o.visibility = 'public' THEN 0 ELSE 1 END AS paywalled,
  o.updated_at AS updated_at
FROM posts AS o
WHERE o.type = 'post' AND o.status = 'published'
