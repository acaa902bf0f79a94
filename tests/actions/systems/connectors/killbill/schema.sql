-- A part of a schema in the manner of Kill Bill: no foreign keys, a tenant on every table, the plan as the latest
-- event, an invoice's total as the sum of its items, amounts with nine decimals, the catalogue outside the database.
CREATE TABLE accounts (
  record_id BIGINT PRIMARY KEY, id VARCHAR(36) NOT NULL UNIQUE, external_key VARCHAR(255) NOT NULL, email VARCHAR(128),
  name VARCHAR(100), currency VARCHAR(3), country VARCHAR(50), locale VARCHAR(5), phone VARCHAR(25),
  created_date DATETIME NOT NULL, tenant_record_id BIGINT NOT NULL
);
CREATE UNIQUE INDEX accounts_external_key ON accounts (external_key, tenant_record_id);
CREATE TABLE bundles (
  record_id BIGINT PRIMARY KEY, id VARCHAR(36) NOT NULL UNIQUE, external_key VARCHAR(255), account_id VARCHAR(36) NOT NULL,
  tenant_record_id BIGINT NOT NULL
);
CREATE INDEX bundles_account ON bundles (account_id);
CREATE TABLE subscriptions (
  record_id BIGINT PRIMARY KEY, id VARCHAR(36) NOT NULL UNIQUE, bundle_id VARCHAR(36) NOT NULL, category VARCHAR(32),
  start_date DATETIME NOT NULL, charged_through_date DATETIME, tenant_record_id BIGINT NOT NULL
);
CREATE INDEX subscriptions_bundle_id ON subscriptions (bundle_id);
CREATE TABLE subscription_events (
  record_id BIGINT PRIMARY KEY, id VARCHAR(36) NOT NULL UNIQUE, event_type VARCHAR(15), user_type VARCHAR(25),
  effective_date DATETIME NOT NULL, subscription_id VARCHAR(36) NOT NULL, plan_name VARCHAR(255), phase_name VARCHAR(255),
  is_active BOOLEAN NOT NULL, tenant_record_id BIGINT NOT NULL
);
CREATE INDEX idx_ent_1 ON subscription_events (subscription_id, is_active, effective_date);
CREATE TABLE blocking_states (
  record_id BIGINT PRIMARY KEY, id VARCHAR(36) NOT NULL, blockable_id VARCHAR(36) NOT NULL, type VARCHAR(20) NOT NULL,
  state VARCHAR(50) NOT NULL, service VARCHAR(20) NOT NULL, effective_date DATETIME NOT NULL, is_active BOOLEAN NOT NULL
);
CREATE INDEX blocking_states_id ON blocking_states (blockable_id);
CREATE TABLE invoices (
  record_id BIGINT PRIMARY KEY, id VARCHAR(36) NOT NULL UNIQUE, account_id VARCHAR(36) NOT NULL, invoice_date DATE NOT NULL,
  target_date DATE, currency VARCHAR(3) NOT NULL, status VARCHAR(15) NOT NULL, tenant_record_id BIGINT NOT NULL
);
CREATE INDEX invoices_account ON invoices (account_id);
CREATE TABLE invoice_items (
  record_id BIGINT PRIMARY KEY, id VARCHAR(36) NOT NULL UNIQUE, type VARCHAR(24) NOT NULL, invoice_id VARCHAR(36) NOT NULL,
  account_id VARCHAR(36) NOT NULL, subscription_id VARCHAR(36), description VARCHAR(255), plan_name VARCHAR(255),
  start_date DATE, end_date DATE, amount NUMERIC(15, 9) NOT NULL, currency VARCHAR(3) NOT NULL
);
CREATE INDEX invoice_items_invoice_id ON invoice_items (invoice_id);
CREATE TABLE invoice_payments (
  record_id BIGINT PRIMARY KEY, id VARCHAR(36) NOT NULL, type VARCHAR(24) NOT NULL, invoice_id VARCHAR(36) NOT NULL,
  payment_id VARCHAR(36), payment_date DATETIME NOT NULL, amount NUMERIC(15, 9) NOT NULL, success BOOLEAN
);
CREATE INDEX invoice_payments_invoice_id ON invoice_payments (invoice_id);
CREATE INDEX invoice_payments_payment_id ON invoice_payments (payment_id);
CREATE TABLE payments (
  record_id BIGINT PRIMARY KEY, id VARCHAR(36) NOT NULL UNIQUE, account_id VARCHAR(36) NOT NULL, payment_method_id VARCHAR(36)
);
CREATE INDEX payments_accnt ON payments (account_id);
CREATE TABLE payment_transactions (
  record_id BIGINT PRIMARY KEY, id VARCHAR(36) NOT NULL UNIQUE, transaction_type VARCHAR(32) NOT NULL,
  effective_date DATETIME NOT NULL, transaction_status VARCHAR(50), amount NUMERIC(15, 9), currency VARCHAR(3),
  payment_id VARCHAR(36) NOT NULL, gateway_error_code VARCHAR(32)
);
CREATE INDEX transactions_payment_id ON payment_transactions (payment_id);
CREATE TABLE stripe_payment_methods (
  record_id BIGINT PRIMARY KEY, kb_payment_method_id VARCHAR(36) NOT NULL, is_deleted SMALLINT NOT NULL DEFAULT 0,
  additional_data LONGTEXT
);
CREATE INDEX stripe_payment_methods_kb_payment_method_id ON stripe_payment_methods (kb_payment_method_id);
CREATE TABLE notifications (
  record_id BIGINT PRIMARY KEY, queue_name VARCHAR(64) NOT NULL, effective_date DATETIME NOT NULL, search_key1 BIGINT NOT NULL,
  processing_state VARCHAR(14) NOT NULL, event_json LONGTEXT NOT NULL
);
CREATE INDEX idx_search_key1 ON notifications (search_key1);
