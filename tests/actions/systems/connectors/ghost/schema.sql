-- A part of a publisher's schema in the manner of Ghost: text keys, whole amounts, many-to-many with an order.
CREATE TABLE members (
  id VARCHAR(24) PRIMARY KEY, uuid VARCHAR(36) NOT NULL UNIQUE, email VARCHAR(191) NOT NULL UNIQUE,
  status VARCHAR(50) NOT NULL DEFAULT 'free', name VARCHAR(191), created_at DATETIME NOT NULL
);
CREATE TABLE products (
  id VARCHAR(24) PRIMARY KEY, name VARCHAR(191) NOT NULL, slug VARCHAR(191) NOT NULL UNIQUE, active BOOLEAN NOT NULL DEFAULT 1,
  visibility VARCHAR(50) NOT NULL DEFAULT 'none', trial_days INTEGER NOT NULL DEFAULT 0, type VARCHAR(50) NOT NULL DEFAULT 'paid',
  currency VARCHAR(50), monthly_price INTEGER, yearly_price INTEGER
);
CREATE TABLE benefits (id VARCHAR(24) PRIMARY KEY, name VARCHAR(191) NOT NULL, slug VARCHAR(191) NOT NULL UNIQUE);
CREATE TABLE products_benefits (
  id VARCHAR(24) PRIMARY KEY, product_id VARCHAR(24) NOT NULL REFERENCES products (id),
  benefit_id VARCHAR(24) NOT NULL REFERENCES benefits (id), sort_order INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE stripe_products (
  id VARCHAR(24) PRIMARY KEY, product_id VARCHAR(24) REFERENCES products (id), stripe_product_id VARCHAR(191) NOT NULL UNIQUE
);
CREATE TABLE stripe_prices (
  id VARCHAR(24) PRIMARY KEY, stripe_price_id VARCHAR(191) NOT NULL UNIQUE, stripe_product_id VARCHAR(191) NOT NULL,
  active BOOLEAN NOT NULL, currency VARCHAR(191) NOT NULL, amount INTEGER NOT NULL, type VARCHAR(50) NOT NULL,
  "interval" VARCHAR(50)
);
CREATE TABLE members_stripe_customers (
  id VARCHAR(24) PRIMARY KEY, member_id VARCHAR(24) NOT NULL REFERENCES members (id), customer_id VARCHAR(191) NOT NULL UNIQUE
);
CREATE INDEX members_stripe_customers_member ON members_stripe_customers (member_id);
CREATE TABLE members_stripe_customers_subscriptions (
  id VARCHAR(24) PRIMARY KEY, customer_id VARCHAR(191) NOT NULL REFERENCES members_stripe_customers (customer_id),
  subscription_id VARCHAR(191) NOT NULL UNIQUE, stripe_price_id VARCHAR(191) NOT NULL, status VARCHAR(50) NOT NULL,
  cancel_at_period_end BOOLEAN NOT NULL DEFAULT 0, current_period_end DATETIME NOT NULL, start_date DATETIME NOT NULL,
  default_payment_card_last4 VARCHAR(4), trial_end_at DATETIME, plan_amount INTEGER NOT NULL, plan_currency VARCHAR(191) NOT NULL
);
CREATE INDEX mscs_customer ON members_stripe_customers_subscriptions (customer_id);
CREATE TABLE members_cancel_events (
  id VARCHAR(24) PRIMARY KEY, member_id VARCHAR(24) NOT NULL REFERENCES members (id), created_at DATETIME NOT NULL
);
CREATE INDEX members_cancel_events_member ON members_cancel_events (member_id);
CREATE TABLE members_payment_events (
  id VARCHAR(24) PRIMARY KEY, member_id VARCHAR(24) NOT NULL REFERENCES members (id), amount INTEGER NOT NULL,
  currency VARCHAR(191) NOT NULL, source VARCHAR(50) NOT NULL, created_at DATETIME NOT NULL
);
CREATE INDEX members_payment_events_member ON members_payment_events (member_id);
CREATE TABLE posts (
  id VARCHAR(24) PRIMARY KEY, title VARCHAR(255) NOT NULL, slug VARCHAR(191) NOT NULL, custom_excerpt VARCHAR(2000),
  type VARCHAR(50) NOT NULL DEFAULT 'post', status VARCHAR(50) NOT NULL DEFAULT 'draft',
  visibility VARCHAR(50) NOT NULL DEFAULT 'public', published_at DATETIME, updated_at DATETIME
);
CREATE TABLE tags (id VARCHAR(24) PRIMARY KEY, name VARCHAR(191) NOT NULL, slug VARCHAR(191) NOT NULL UNIQUE);
CREATE TABLE posts_tags (
  id VARCHAR(24) PRIMARY KEY, post_id VARCHAR(24) NOT NULL REFERENCES posts (id), tag_id VARCHAR(24) NOT NULL REFERENCES tags (id),
  sort_order INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX posts_tags_post ON posts_tags (post_id);
