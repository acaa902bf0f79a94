-- A publisher in the manner of Ghost: text ids, subscriptions three joins from the member, tags by pairs.
CREATE TABLE users (id VARCHAR(24) PRIMARY KEY, name VARCHAR(191) NOT NULL, slug VARCHAR(191) NOT NULL, password VARCHAR(60) NOT NULL, email VARCHAR(191) NOT NULL, status VARCHAR(50) NOT NULL, created_at TIMESTAMP NOT NULL);
CREATE TABLE members (id VARCHAR(24) PRIMARY KEY, uuid VARCHAR(36) UNIQUE, email VARCHAR(191) NOT NULL UNIQUE, status VARCHAR(50) NOT NULL, name VARCHAR(191), note VARCHAR(2000), geolocation VARCHAR(2000), email_count INTEGER NOT NULL, last_seen_at TIMESTAMP, created_at TIMESTAMP NOT NULL, updated_at TIMESTAMP);
CREATE TABLE members_labels (id VARCHAR(24) PRIMARY KEY, member_id VARCHAR(24) NOT NULL REFERENCES members (id), label_id VARCHAR(24) NOT NULL, sort_order INTEGER NOT NULL);
CREATE TABLE members_login_events (id VARCHAR(24) PRIMARY KEY, member_id VARCHAR(24) NOT NULL REFERENCES members (id), created_at TIMESTAMP NOT NULL);
CREATE TABLE products (id VARCHAR(24) PRIMARY KEY, name VARCHAR(191) NOT NULL, slug VARCHAR(191) NOT NULL UNIQUE, active BOOLEAN NOT NULL, visibility VARCHAR(50) NOT NULL, trial_days INTEGER NOT NULL, description VARCHAR(191), type VARCHAR(50) NOT NULL, currency VARCHAR(50), monthly_price INTEGER, yearly_price INTEGER, created_at TIMESTAMP NOT NULL, updated_at TIMESTAMP);
CREATE TABLE members_stripe_customers (id VARCHAR(24) PRIMARY KEY, member_id VARCHAR(24) NOT NULL REFERENCES members (id), customer_id VARCHAR(255) NOT NULL UNIQUE, name VARCHAR(191), email VARCHAR(191), created_at TIMESTAMP NOT NULL);
CREATE TABLE members_stripe_customers_subscriptions (
  id VARCHAR(24) PRIMARY KEY, customer_id VARCHAR(255) NOT NULL REFERENCES members_stripe_customers (customer_id), ghost_subscription_id VARCHAR(24),
  subscription_id VARCHAR(255) NOT NULL UNIQUE, stripe_price_id VARCHAR(255) NOT NULL, status VARCHAR(50) NOT NULL, cancel_at_period_end BOOLEAN NOT NULL,
  cancellation_reason VARCHAR(500), current_period_end TIMESTAMP NOT NULL, start_date TIMESTAMP NOT NULL, default_payment_card_last4 VARCHAR(4),
  created_at TIMESTAMP NOT NULL, mrr INTEGER NOT NULL, trial_start_at TIMESTAMP, trial_end_at TIMESTAMP, plan_id VARCHAR(255) NOT NULL,
  plan_nickname VARCHAR(50) NOT NULL, plan_interval VARCHAR(50) NOT NULL, plan_amount INTEGER NOT NULL, plan_currency VARCHAR(50) NOT NULL);
CREATE TABLE members_payment_events (id VARCHAR(24) PRIMARY KEY, member_id VARCHAR(24) NOT NULL REFERENCES members (id), amount INTEGER NOT NULL, currency VARCHAR(50) NOT NULL, source VARCHAR(50) NOT NULL, created_at TIMESTAMP NOT NULL);
CREATE TABLE posts (
  id VARCHAR(24) PRIMARY KEY, uuid VARCHAR(36) NOT NULL, title VARCHAR(2000) NOT NULL, slug VARCHAR(191) NOT NULL, html TEXT, plaintext TEXT,
  feature_image VARCHAR(2000), featured BOOLEAN NOT NULL, type VARCHAR(50) NOT NULL, status VARCHAR(50) NOT NULL, visibility VARCHAR(50) NOT NULL,
  created_at TIMESTAMP NOT NULL, updated_at TIMESTAMP, published_at TIMESTAMP, custom_excerpt VARCHAR(2000), canonical_url TEXT);
CREATE TABLE tags (id VARCHAR(24) PRIMARY KEY, name VARCHAR(191) NOT NULL, slug VARCHAR(191) NOT NULL UNIQUE, visibility VARCHAR(50) NOT NULL);
CREATE TABLE posts_tags (id VARCHAR(24) PRIMARY KEY, post_id VARCHAR(24) NOT NULL REFERENCES posts (id), tag_id VARCHAR(24) NOT NULL REFERENCES tags (id), sort_order INTEGER NOT NULL);
CREATE TABLE posts_authors (id VARCHAR(24) PRIMARY KEY, post_id VARCHAR(24) NOT NULL REFERENCES posts (id), author_id VARCHAR(24) NOT NULL REFERENCES users (id), sort_order INTEGER NOT NULL);
CREATE TABLE settings (id VARCHAR(24) PRIMARY KEY, key VARCHAR(50) NOT NULL UNIQUE, value TEXT, type VARCHAR(50) NOT NULL);
INSERT INTO users VALUES ('u1', 'Ed Itor', 'ed', 'x', 'ed@paper.example', 'active', '2020-01-01 00:00:00');
INSERT INTO members VALUES ('m1', '0aa1', 'ida@mail.example', 'paid', 'Ida Moss', NULL, NULL, 3, NULL, '2025-03-01 08:00:00', NULL), ('m2', '0aa2', 'ana@mail.example', 'free', 'Ana Rey', NULL, NULL, 0, NULL, '2025-04-01 08:00:00', NULL);
INSERT INTO members_login_events VALUES ('e1', 'm1', '2026-01-01 00:00:00');
INSERT INTO products VALUES ('p0', 'Free', 'free', TRUE, 'public', 0, NULL, 'free', NULL, NULL, NULL, '2024-01-01 00:00:00', NULL), ('p1', 'Supporter', 'supporter', TRUE, 'public', 14, 'All of it', 'paid', 'eur', 900, 9000, '2024-01-01 00:00:00', NULL);
INSERT INTO members_stripe_customers VALUES ('c1', 'm1', 'cus_A', 'Ida Moss', 'ida@mail.example', '2025-03-01 08:00:00');
INSERT INTO members_stripe_customers_subscriptions VALUES ('s1', 'cus_A', NULL, 'sub_A', 'price_A', 'active', FALSE, NULL, '2026-12-01 00:00:00', '2025-03-01 08:00:00', '4242', '2025-03-01 08:00:00', 900, NULL, NULL, 'price_A', 'Monthly', 'month', 900, 'eur');
INSERT INTO members_payment_events VALUES ('pe1', 'm1', 900, 'eur', 'stripe', '2025-03-01 08:00:00'), ('pe2', 'm1', 900, 'eur', 'stripe', '2025-04-01 08:00:00');
INSERT INTO posts VALUES ('a1', 'x1', 'Ferry strike ends', 'ferry-strike-ends', '<p>…</p>', '…', NULL, FALSE, 'post', 'published', 'paid', '2026-02-01 06:00:00', '2026-02-02 06:00:00', '2026-02-01 07:00:00', 'Crews return to work.', NULL),
  ('a2', 'x2', 'Imprint', 'imprint', '<p>…</p>', '…', NULL, FALSE, 'page', 'published', 'public', '2026-02-01 06:00:00', NULL, '2026-02-01 07:00:00', NULL, NULL),
  ('a3', 'x3', 'Not yet', 'not-yet', '<p>…</p>', '…', NULL, FALSE, 'post', 'draft', 'public', '2026-02-01 06:00:00', NULL, NULL, NULL, NULL);
INSERT INTO tags VALUES ('t1', 'Transport', 'transport', 'public'), ('t2', 'Harbour', 'harbour', 'public');
INSERT INTO posts_tags VALUES ('pt1', 'a1', 't1', 0), ('pt2', 'a1', 't2', 1);
INSERT INTO posts_authors VALUES ('pa1', 'a1', 'u1', 0);
INSERT INTO settings VALUES ('k1', 'title', 'The Paper', 'site');
