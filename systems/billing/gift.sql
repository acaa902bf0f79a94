-- Gift cards and gift subscriptions, with whoever bought them and whoever redeemed them.
SELECT
  g.gft_no AS id,
  a.ext_id AS customer,
  CASE g.role_cd WHEN 'G' THEN 'given' WHEN 'R' THEN 'received' END AS role,
  g.gft_nm AS name,
  g.amt AS amount_minor,
  g.left_amt AS left_minor,
  g.ccy AS currency,
  CASE g.st_cd WHEN 'S' THEN 'sent' WHEN 'R' THEN 'redeemed' WHEN 'X' THEN 'expired' ELSE 'unknown' END AS status,
  substr(g.bgt_dt, 1, 4) || '-' || substr(g.bgt_dt, 5, 2) || '-' || substr(g.bgt_dt, 7, 2) AS bought_on,
  substr(g.rdm_dt, 1, 4) || '-' || substr(g.rdm_dt, 5, 2) || '-' || substr(g.rdm_dt, 7, 2) AS redeemed_on,
  substr(g.exp_dt, 1, 4) || '-' || substr(g.exp_dt, 5, 2) || '-' || substr(g.exp_dt, 7, 2) AS expires_on
FROM acct AS a
INNER JOIN gft AS g ON g.acct_no = a.acct_no
WHERE a.del_flg = 0
