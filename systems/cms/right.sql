-- Rights windows: a row per country (* is everywhere) and plan.
SELECT
  w.id AS id,
  w.title_id AS title,
  w.country AS country,
  w.plan AS plan,
  strftime('%Y-%m-%d %H:%M:%S', w.starts_at) AS starts_at,
  strftime('%Y-%m-%d %H:%M:%S', w.ends_at) AS ends_at
FROM rights_windows AS w
