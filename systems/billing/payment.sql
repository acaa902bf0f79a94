-- Attempts to collect bills. Reasons are the card networks' response codes (ISO 8583).
SELECT
  p.pmt_no AS id,
  a.ext_id AS customer,
  p.inv_no AS invoice,
  strftime('%Y-%m-%d %H:%M:%S', p.att_ts, 'unixepoch') AS attempted_at,
  p.amt AS amount_minor,
  p.ccy AS currency,
  CASE p.st_cd
    WHEN 'S' THEN 'succeeded' WHEN 'F' THEN 'failed' WHEN 'P' THEN 'pending' WHEN 'R' THEN 'refunded' ELSE 'unknown'
  END AS status,
  CASE
    WHEN p.st_cd <> 'F' THEN NULL
    WHEN p.rsn_cd = '54' THEN 'card_expired'
    WHEN p.rsn_cd = '51' THEN 'insufficient_funds'
    WHEN p.rsn_cd = '05' THEN 'declined'
    WHEN p.rsn_cd IN ('65', '1A') THEN 'authentication'
    ELSE 'other'
  END AS failure_reason,
  CASE p.pm_cd WHEN 1 THEN 'card' WHEN 2 THEN 'paypal' WHEN 3 THEN 'direct_debit' END AS method,
  p.card_tl AS card_tail,
  strftime('%Y-%m-%d %H:%M:%S', p.rtry_ts, 'unixepoch') AS next_retry_at
FROM acct AS a
INNER JOIN pmt AS p ON p.acct_no = a.acct_no
WHERE a.del_flg = 0
