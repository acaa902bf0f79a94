-- Changes of list prices, announced ones included. A plan's first price is no change.
SELECT
  h.prc_no AS id,
  h.pln_cd AS plan,
  substr(h.eff_dt, 1, 4) || '-' || substr(h.eff_dt, 5, 2) || '-' || substr(h.eff_dt, 7, 2) AS effective_on,
  h.old_prc AS old_minor,
  h.new_prc AS new_minor,
  h.ccy AS currency
FROM prc_hist AS h
WHERE h.old_prc IS NOT NULL
