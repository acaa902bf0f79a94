-- The device matrix.
SELECT
  k.kind AS kind,
  k.name AS name,
  (SELECT group_concat(a.alias, '|') FROM device_aliases AS a WHERE a.kind = k.kind) AS aliases,
  k.supported AS supported,
  k.minimum_version AS minimum_version,
  k.max_quality AS max_quality,
  (
    SELECT group_concat(x.step, '|')
    FROM (SELECT s.step FROM device_steps AS s WHERE s.kind = k.kind ORDER BY s.position) AS x
  ) AS steps
FROM device_kinds AS k
