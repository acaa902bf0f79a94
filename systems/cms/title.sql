-- Titles with their genres, people, countries and languages in order. Popularity counts the viewings of the last 30 days.
SELECT
  t.id AS id,
  t.name AS name,
  t.kind AS kind,
  t.year AS year,
  (
    SELECT group_concat(x.name, '|')
    FROM (
      SELECT c.name
      FROM title_countries AS l
      INNER JOIN countries AS c ON c.id = l.country_id
      WHERE l.title_id = t.id
      ORDER BY l.position
    ) AS x
  ) AS countries,
  t.minutes AS minutes,
  t.maturity_age AS maturity_age,
  (
    SELECT group_concat(x.name, '|')
    FROM (
      SELECT g.name
      FROM title_genres AS l
      INNER JOIN genres AS g ON g.id = l.genre_id
      WHERE l.title_id = t.id
      ORDER BY l.position
    ) AS x
  ) AS genres,
  (
    SELECT group_concat(x.name, '|')
    FROM (
      SELECT p.name
      FROM title_people AS l
      INNER JOIN people AS p ON p.id = l.person_id
      WHERE l.title_id = t.id
      ORDER BY l.position
    ) AS x
  ) AS people,
  t.synopsis AS synopsis,
  (SELECT s.base_url || '/' || t.id FROM sites AS s WHERE s.name = 'streaming') AS url,
  (SELECT s.base_url || '/' || t.id || '/poster.svg' FROM sites AS s WHERE s.name = 'streaming') AS image,
  (
    SELECT group_concat(x.language, '|')
    FROM (
      SELECT k.language FROM title_tracks AS k WHERE k.title_id = t.id AND k.kind = 'audio' ORDER BY k.position
    ) AS x
  ) AS audio,
  (
    SELECT group_concat(x.language, '|')
    FROM (
      SELECT k.language FROM title_tracks AS k WHERE k.title_id = t.id AND k.kind = 'subtitles' ORDER BY k.position
    ) AS x
  ) AS subtitles,
  (
    SELECT count(*)
    FROM views AS v
    WHERE v.title_id = t.id AND v.started_at >= strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-30 days')
  ) AS popularity,
  strftime('%Y-%m-%d %H:%M:%S', t.updated_at) AS updated_at
FROM titles AS t
