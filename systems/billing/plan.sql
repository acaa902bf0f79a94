-- What is or was sold. A plan's price is the newest row of its price history that is in force today.
SELECT
  p.pln_cd AS code,
  p.pln_nm AS name,
  CASE p.prd_cd WHEN 'S' THEN 'streaming' WHEN 'N' THEN 'newspaper' ELSE p.prd_cd END AS product,
  (
    SELECT h.new_prc
    FROM prc_hist AS h
    WHERE h.pln_cd = p.pln_cd AND h.eff_dt <= CAST(strftime('%Y%m%d', 'now') AS INTEGER)
    ORDER BY h.eff_dt DESC
    LIMIT 1
  ) AS price_minor,
  'GBP' AS currency,
  CASE p.cyc_cd WHEN 'M' THEN 'month' WHEN 'Q' THEN 'quarter' WHEN 'Y' THEN 'year' END AS interval,
  p.strm_max AS max_streams,
  CASE p.qlty_cd WHEN 1 THEN '480p SD' WHEN 2 THEN '720p HD' WHEN 3 THEN '1080p HD' WHEN 4 THEN '4K UHD' END AS max_quality,
  p.ads_flg AS has_ads,
  p.dl_flg AS downloads,
  replace(p.bnft_txt, ';', '|') AS features,
  p.trl_dys AS trial_days,
  p.sold_flg AS sold
FROM pln AS p
