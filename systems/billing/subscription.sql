-- The state of a subscription is its latest event; a change of plan (CH) says nothing about the state.
--   st  the latest event that is not a change of plan: trial, active, unpaid, paused or cancelled
--   cur the latest event that counts by now: it carries the plan the customer has
--   nxt the latest event that counts by the next bill: it carries the plan that will be billed
-- A cancellation counts from the end of the paid period, which is when access ends.
SELECT
  s.sub_no AS id,
  a.ext_id AS customer,
  cur.pln_cd AS plan,
  CASE
    WHEN st.ev_cd = 'CN' AND st.eff_ts > CAST(strftime('%s', 'now') AS INTEGER) THEN 'cancelled'
    WHEN st.ev_cd = 'CN' THEN 'expired'
    WHEN st.ev_cd = 'PS' AND st.eff_ts > CAST(strftime('%s', 'now') AS INTEGER) THEN 'active'
    WHEN st.ev_cd = 'PS' THEN 'paused'
    WHEN st.ev_cd = 'TR' THEN 'trial'
    WHEN st.ev_cd = 'AC' THEN 'active'
    WHEN st.ev_cd = 'DU' THEN 'past_due'
    ELSE 'unknown'
  END AS status,
  CASE WHEN st.ev_cd <> 'CN' AND nxt.pln_cd <> cur.pln_cd THEN nxt.pln_cd END AS next_plan,
  strftime('%Y-%m-%d %H:%M:%S', s.st_ts, 'unixepoch') AS started_at,
  strftime('%Y-%m-%d %H:%M:%S', s.per_st_ts, 'unixepoch') AS period_start,
  strftime('%Y-%m-%d %H:%M:%S', s.chg_thru, 'unixepoch') AS period_end,
  -- After a pause the next bill is due when it is over.
  CASE st.ev_cd
    WHEN 'CN' THEN NULL
    WHEN 'PS' THEN strftime('%Y-%m-%d %H:%M:%S', st.thru_ts, 'unixepoch')
    ELSE strftime('%Y-%m-%d %H:%M:%S', s.chg_thru, 'unixepoch')
  END AS next_billing_at,
  -- List price on that day less the discount that then runs, rounded half up. A store's price is not known here.
  CASE
    WHEN st.ev_cd = 'CN' OR s.bld_by <> 0 THEN NULL
    ELSE (
      SELECT h.new_prc - (h.new_prc * coalesce(
        (
          SELECT max(d.pct)
          FROM dsc AS d
          WHERE
            d.sub_no = s.sub_no
            AND d.st_ts <= CASE st.ev_cd WHEN 'PS' THEN st.thru_ts ELSE s.chg_thru END
            AND d.nd_ts > CASE st.ev_cd WHEN 'PS' THEN st.thru_ts ELSE s.chg_thru END
        ), 0
      ) + 50) / 100
      FROM prc_hist AS h
      WHERE
        h.pln_cd = nxt.pln_cd
        AND h.eff_dt <= CAST(
          strftime('%Y%m%d', CASE st.ev_cd WHEN 'PS' THEN st.thru_ts ELSE s.chg_thru END, 'unixepoch') AS INTEGER
        )
      ORDER BY h.eff_dt DESC
      LIMIT 1
    )
  END AS next_amount_minor,
  CASE WHEN st.ev_cd <> 'CN' AND s.bld_by = 0 THEN 'GBP' END AS currency,
  (
    SELECT strftime('%Y-%m-%d %H:%M:%S', e.thru_ts, 'unixepoch')
    FROM sub_event AS e
    WHERE e.sub_no = s.sub_no AND e.ev_cd = 'TR'
    ORDER BY e.ev_no DESC
    LIMIT 1
  ) AS trial_ends_at,
  CASE WHEN st.ev_cd = 'CN' THEN strftime('%Y-%m-%d %H:%M:%S', st.ev_ts, 'unixepoch') END AS cancelled_at,
  CASE WHEN st.ev_cd = 'CN' THEN strftime('%Y-%m-%d %H:%M:%S', st.eff_ts, 'unixepoch') END AS ends_at,
  CASE s.bld_by WHEN 1 THEN 'Apple App Store' WHEN 2 THEN 'Google Play' END AS billed_by
FROM acct AS a
INNER JOIN sub AS s ON s.acct_no = a.acct_no AND s.del_flg = 0
INNER JOIN sub_event AS st ON st.ev_no = (
  SELECT e.ev_no
  FROM sub_event AS e
  WHERE e.sub_no = s.sub_no AND e.ev_cd <> 'CH'
  ORDER BY e.ev_no DESC
  LIMIT 1
)
INNER JOIN sub_event AS cur ON cur.ev_no = (
  SELECT e.ev_no
  FROM sub_event AS e
  WHERE e.sub_no = s.sub_no AND e.eff_ts <= CAST(strftime('%s', 'now') AS INTEGER)
  ORDER BY e.ev_no DESC
  LIMIT 1
)
INNER JOIN sub_event AS nxt ON nxt.ev_no = (
  SELECT e.ev_no
  FROM sub_event AS e
  WHERE e.sub_no = s.sub_no AND e.eff_ts <= s.chg_thru
  ORDER BY e.ev_no DESC
  LIMIT 1
)
WHERE a.del_flg = 0
