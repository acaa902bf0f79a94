-- Error codes with the steps to try in order and the kinds of device on which they occur (none means any).
SELECT
  e.code AS code,
  e.meaning AS meaning,
  (
    SELECT group_concat(x.step, '|')
    FROM (SELECT s.step FROM error_steps AS s WHERE s.code = e.code ORDER BY s.position) AS x
  ) AS steps,
  (SELECT group_concat(k.kind, '|') FROM error_device_kinds AS k WHERE k.code = e.code) AS device_kinds,
  e.cause AS cause
FROM error_codes AS e
