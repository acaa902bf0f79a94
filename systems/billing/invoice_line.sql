-- Lines of bills: every item without its tax, then the tax of all in a line of its own, so that they add up.
SELECT
  l.ln_no AS id,
  a.ext_id AS customer,
  l.inv_no AS invoice,
  CASE l.ln_cd
    WHEN 'P' THEN 'plan' WHEN 'R' THEN 'proration' WHEN 'T' THEN 'tax' WHEN 'D' THEN 'discount'
    WHEN 'C' THEN 'credit' WHEN 'A' THEN 'addon' WHEN 'F' THEN 'fee'
    ELSE 'unknown'
  END AS kind,
  l.ln_txt AS description,
  l.amt AS amount_minor,
  i.ccy AS currency,
  l.pln_cd AS plan,
  strftime('%Y-%m-%d %H:%M:%S', l.per_st_ts, 'unixepoch') AS period_start,
  strftime('%Y-%m-%d %H:%M:%S', l.per_nd_ts, 'unixepoch') AS period_end,
  l.pos AS position
FROM acct AS a
INNER JOIN inv AS i ON i.acct_no = a.acct_no
INNER JOIN inv_ln AS l ON l.inv_no = i.inv_no
WHERE a.del_flg = 0 AND i.del_flg = 0
