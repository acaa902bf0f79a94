-- Deliveries of the printed paper: two months back, one week ahead. Days are written as YYYYMMDD.
SELECT
  d.dlv_no AS id,
  a.ext_id AS customer,
  CASE d.ed_cd WHEN 'D' THEN 'The Northlight Courier' WHEN 'W' THEN 'The Northlight Courier, Saturday' END AS edition,
  substr(d.due_dt, 1, 4) || '-' || substr(d.due_dt, 5, 2) || '-' || substr(d.due_dt, 7, 2) AS due_on,
  CASE d.st_cd
    WHEN 0 THEN 'planned' WHEN 1 THEN 'delivered' WHEN 2 THEN 'missing' WHEN 3 THEN 'late' WHEN 4 THEN 'damaged'
    WHEN 5 THEN 'paused'
    ELSE 'unknown'
  END AS status,
  strftime('%Y-%m-%d %H:%M:%S', d.rpt_ts, 'unixepoch') AS reported_at,
  d.nt_txt AS note
FROM acct AS a
INNER JOIN dlv AS d ON d.acct_no = a.acct_no
WHERE a.del_flg = 0
