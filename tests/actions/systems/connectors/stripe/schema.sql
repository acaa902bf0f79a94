-- A part of what a synchroniser of Stripe's objects keeps: a schema of its own, JSON for lists, unix times, soft
-- deletes, no foreign keys.
CREATE SCHEMA stripe;
CREATE TYPE stripe.subscription_status AS ENUM
  ('trialing', 'active', 'canceled', 'incomplete', 'incomplete_expired', 'past_due', 'unpaid', 'paused');
CREATE TYPE stripe.invoice_status AS ENUM ('draft', 'open', 'paid', 'uncollectible', 'void');
CREATE TABLE stripe.customers (
  id text PRIMARY KEY, email text, name text, phone text, address jsonb, created integer, deleted boolean NOT NULL DEFAULT false
);
CREATE TABLE stripe.products (id text PRIMARY KEY, name text, active boolean, metadata jsonb, marketing_features jsonb);
CREATE TABLE stripe.prices (
  id text PRIMARY KEY, product text, active boolean, currency text, unit_amount bigint, recurring jsonb, type text
);
CREATE TABLE stripe.subscriptions (
  id text PRIMARY KEY, customer text, status stripe.subscription_status, items jsonb, cancel_at_period_end boolean,
  current_period_start integer, current_period_end integer, cancel_at integer, canceled_at integer, ended_at integer,
  start_date integer, trial_end jsonb, pause_collection jsonb
);
CREATE INDEX ON stripe.subscriptions (customer);
CREATE TABLE stripe.invoices (
  id text PRIMARY KEY, customer text, subscription text, number text, status stripe.invoice_status, currency text,
  total bigint, tax integer, lines jsonb, created integer, period_start integer, period_end integer, attempted boolean,
  next_payment_attempt integer, is_deleted boolean NOT NULL DEFAULT false
);
CREATE INDEX ON stripe.invoices (customer);
CREATE TABLE stripe.charges (
  id text PRIMARY KEY, customer text, invoice text, amount bigint, amount_refunded bigint, currency text, status text,
  refunded boolean, failure_code text, created integer, payment_method_details jsonb
);
CREATE INDEX ON stripe.charges (customer);
