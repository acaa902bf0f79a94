-- Vouchers for the printed paper. Each is taken on the day that is printed on it.
SELECT
  v.vch_no AS id,
  a.ext_id AS customer,
  v.vch_nbr AS number,
  CASE v.st_cd WHEN 0 THEN 'valid' WHEN 1 THEN 'used' WHEN 2 THEN 'expired' WHEN 3 THEN 'replaced' ELSE 'unknown' END AS status,
  substr(v.vld_dt, 1, 4) || '-' || substr(v.vld_dt, 5, 2) || '-' || substr(v.vld_dt, 7, 2) AS valid_until
FROM acct AS a
INNER JOIN vchr AS v ON v.acct_no = a.acct_no
WHERE a.del_flg = 0
