-- People outside the household who watch on a subscription. They are charged for from when they join.
SELECT
  x.xmb_no AS id,
  a.ext_id AS customer,
  x.sub_no AS subscription,
  x.em_addr AS email,
  CASE x.st_cd WHEN 'I' THEN 'invited' WHEN 'A' THEN 'active' WHEN 'R' THEN 'removed' ELSE 'unknown' END AS status,
  x.prc AS price_minor,
  x.ccy AS currency,
  strftime('%Y-%m-%d %H:%M:%S', x.add_ts, 'unixepoch') AS added_at
FROM acct AS a
INNER JOIN xmb AS x ON x.acct_no = a.acct_no
WHERE a.del_flg = 0
