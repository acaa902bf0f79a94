-- What may be offered today to a customer who wants to leave.
SELECT
  o.offr_cd AS code,
  o.offr_nm AS name,
  CASE o.knd_cd WHEN 'P' THEN 'pause' WHEN 'D' THEN 'discount' WHEN 'W' THEN 'downgrade' END AS kind,
  o.pct AS percent,
  o.mths AS months,
  o.pln_cd AS plan,
  replace(o.rsn_txt, ',', '|') AS reasons
FROM offr AS o
WHERE o.act_flg = 1
