-- Bills of the last 24 months; older ones are in the archive.
SELECT
  i.inv_no AS id,
  a.ext_id AS customer,
  i.inv_nbr AS number,
  strftime('%Y-%m-%d %H:%M:%S', i.iss_ts, 'unixepoch') AS issued_at,
  i.tot_amt AS total_minor,
  i.tax_amt AS tax_minor,
  i.ccy AS currency,
  CASE i.st_cd
    WHEN 10 THEN 'open' WHEN 20 THEN 'paid' WHEN 30 THEN 'failed' WHEN 40 THEN 'void' WHEN 50 THEN 'refunded'
    ELSE 'unknown'
  END AS status,
  strftime('%Y-%m-%d %H:%M:%S', i.per_st_ts, 'unixepoch') AS period_start,
  strftime('%Y-%m-%d %H:%M:%S', i.per_nd_ts, 'unixepoch') AS period_end,
  i.sub_no AS subscription
FROM acct AS a
INNER JOIN inv AS i ON i.acct_no = a.acct_no
WHERE a.del_flg = 0 AND i.del_flg = 0
