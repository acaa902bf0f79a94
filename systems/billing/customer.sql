-- Accounts; the countries are ISO 3166-1 numbers. Soft-deleted accounts are nobody's.
SELECT
  a.ext_id AS customer,
  a.em_addr AS email,
  trim(coalesce(a.fst_nm, '') || ' ' || coalesce(a.lst_nm, '')) AS name,
  a.tel_nbr AS phone,
  a.ad_ln1 || ', ' || a.ad_cty || ' ' || a.ad_pc AS address,
  CASE a.ctry_cd
    WHEN 826 THEN 'GB' WHEN 372 THEN 'IE' WHEN 276 THEN 'DE' WHEN 250 THEN 'FR' WHEN 724 THEN 'ES' WHEN 840 THEN 'US'
  END AS country,
  lower(a.lang_cd) AS language,
  strftime('%Y-%m-%d %H:%M:%S', a.crt_ts, 'unixepoch') AS created_at
FROM acct AS a
WHERE a.del_flg = 0
