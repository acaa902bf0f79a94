-- Northlight billing, grown since the newspaper's days. Money is pence, *_ts is unix time, *_dt is YYYYMMDD,
-- del_flg = 1 means gone, nothing declares a foreign key.

CREATE TABLE acct (
  acct_no   INTEGER PRIMARY KEY,
  ext_id    TEXT NOT NULL,      -- id that the other systems know
  em_addr   TEXT,
  fst_nm    TEXT,
  lst_nm    TEXT,
  tel_nbr   TEXT,
  ad_ln1    TEXT,
  ad_cty    TEXT,
  ad_pc     TEXT,
  ctry_cd   INTEGER,            -- ISO 3166-1 numeric
  lang_cd   TEXT,               -- EN DE FR ES
  pm_cd     INTEGER,            -- 1 card, 2 PayPal, 3 direct debit
  card_tl   TEXT,               -- last four digits
  card_exp  INTEGER,            -- YYMM
  crt_ts    INTEGER,
  del_flg   INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE pln (
  pln_cd    TEXT PRIMARY KEY,
  pln_nm    TEXT,
  prd_cd    TEXT,               -- S streaming, N newspaper
  cyc_cd    TEXT,               -- M month, Q quarter, Y year
  strm_max  INTEGER,
  qlty_cd   INTEGER,            -- 1 SD, 2 HD, 3 Full HD, 4 4K
  ads_flg   INTEGER,
  dl_flg    INTEGER,
  bnft_txt  TEXT,               -- benefits, separated by semicolons
  trl_dys   INTEGER,
  sold_flg  INTEGER
);

CREATE TABLE prc_hist (         -- list prices, tax included; the price of a plan is its latest row in force
  prc_no    INTEGER PRIMARY KEY,
  pln_cd    TEXT,
  eff_dt    INTEGER,
  old_prc   INTEGER,            -- empty for a plan's first price
  new_prc   INTEGER,
  ccy       TEXT
);

CREATE TABLE sub (
  sub_no    INTEGER PRIMARY KEY,
  acct_no   INTEGER,
  st_ts     INTEGER,
  bill_dy   INTEGER,            -- day of the month
  per_st_ts INTEGER,            -- current period
  chg_thru  INTEGER,            -- charged through, exclusive
  bld_by    INTEGER,            -- 0 us, 1 and 2 app stores
  del_flg   INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE sub_event (        -- plan and state of a subscription are those of its latest events
  ev_no     INTEGER PRIMARY KEY,
  sub_no    INTEGER,
  ev_cd     TEXT,               -- TR trial, AC active, DU dunning, CH plan change, PS pause, CN cancellation
  ev_ts     INTEGER,            -- when it was entered
  eff_ts    INTEGER,            -- from when it counts
  pln_cd    TEXT,
  thru_ts   INTEGER,            -- TR, PS: until when
  rsn_cd    INTEGER             -- CN: reason
);

CREATE TABLE inv (
  inv_no    INTEGER PRIMARY KEY,
  inv_nbr   TEXT,               -- printed on the bill
  acct_no   INTEGER,
  sub_no    INTEGER,
  iss_ts    INTEGER,
  per_st_ts INTEGER,
  per_nd_ts INTEGER,
  tot_amt   INTEGER,
  tax_amt   INTEGER,
  ccy       TEXT,
  st_cd     INTEGER,            -- 10 open, 20 paid, 30 failed, 40 void, 50 refunded
  del_flg   INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE inv_ln (
  ln_no     INTEGER PRIMARY KEY,
  inv_no    INTEGER,
  pos       INTEGER,
  ln_cd     TEXT,               -- P plan, R proration, T tax, D discount, C credit, A add-on, F fee
  ln_txt    TEXT,
  amt       INTEGER,            -- net, except T
  pln_cd    TEXT,
  per_st_ts INTEGER,
  per_nd_ts INTEGER
);

CREATE TABLE pmt (
  pmt_no    INTEGER PRIMARY KEY,
  acct_no   INTEGER,
  inv_no    INTEGER,
  att_ts    INTEGER,
  amt       INTEGER,
  ccy       TEXT,
  st_cd     TEXT,               -- S settled, F failed, P pending, R refunded
  rsn_cd    TEXT,               -- the card network's answer, e.g. 54
  pm_cd     INTEGER,
  card_tl   TEXT,
  rtry_ts   INTEGER
);

CREATE TABLE dsc (              -- discounts granted to a subscription
  dsc_no    INTEGER PRIMARY KEY,
  sub_no    INTEGER,
  offr_cd   TEXT,
  pct       INTEGER,
  st_ts     INTEGER,
  nd_ts     INTEGER
);

CREATE TABLE offr (
  offr_cd   TEXT PRIMARY KEY,
  offr_nm   TEXT,
  knd_cd    TEXT,               -- P pause, D discount, W downgrade
  pct       INTEGER,
  mths      INTEGER,
  pln_cd    TEXT,
  rsn_txt   TEXT,               -- reasons it answers, separated by commas
  act_flg   INTEGER
);

CREATE TABLE dlv (
  dlv_no    INTEGER PRIMARY KEY,
  acct_no   INTEGER,
  sub_no    INTEGER,
  ed_cd     TEXT,               -- D daily, W Saturday
  due_dt    INTEGER,
  st_cd     INTEGER,            -- 0 planned, 1 delivered, 2 missing, 3 late, 4 damaged, 5 paused
  rpt_ts    INTEGER,
  nt_txt    TEXT
);

CREATE TABLE vchr (             -- vouchers for the printed paper, each for the day on it
  vch_no    INTEGER PRIMARY KEY,
  acct_no   INTEGER,
  vch_nbr   TEXT,               -- printed on it
  st_cd     INTEGER,            -- 0 valid, 1 used, 2 expired, 3 replaced
  vld_dt    INTEGER
);

CREATE TABLE gft (              -- gift cards and gift subscriptions
  gft_no    INTEGER PRIMARY KEY,
  acct_no   INTEGER,            -- who bought it (G) or redeemed it (R)
  role_cd   TEXT,
  gft_nm    TEXT,
  amt       INTEGER,
  left_amt  INTEGER,            -- gift cards: what is not used up
  ccy       TEXT,
  st_cd     TEXT,               -- S sent, R redeemed, X expired
  bgt_dt    INTEGER,
  rdm_dt    INTEGER,
  exp_dt    INTEGER
);

CREATE TABLE xmb (              -- people outside the household on a subscription, charged from when they join
  xmb_no    INTEGER PRIMARY KEY,
  acct_no   INTEGER,
  sub_no    INTEGER,
  em_addr   TEXT,
  st_cd     TEXT,               -- I invited, A active, R removed
  prc       INTEGER,            -- pence per cycle
  ccy       TEXT,
  add_ts    INTEGER
);

CREATE TABLE tax_rt (           -- taxes inside our prices
  ctry_cd   TEXT,
  prd_cd    TEXT,
  rt        INTEGER,            -- tenths of a percent
  PRIMARY KEY (ctry_cd, prd_cd)
);

CREATE TABLE rqst (             -- requests that came from outside and were carried out
  rqst_id   TEXT PRIMARY KEY,
  knd_cd    TEXT,               -- the kind of request, as its sender calls it
  acct_no   INTEGER,
  key_txt   TEXT,               -- what was asked, to recognise another request under the same id
  res_txt   TEXT,               -- the answer that was given, JSON
  crt_ts    INTEGER
);
