-- A shop for subscriptions in the manner of WordPress with WooCommerce: posts of many types, attributes as rows, no keys.
CREATE TABLE wp_users (id BIGINT PRIMARY KEY, user_login VARCHAR(60) NOT NULL, user_pass VARCHAR(255) NOT NULL, user_nicename VARCHAR(50) NOT NULL, user_email VARCHAR(100) NOT NULL, user_url VARCHAR(100) NOT NULL, user_registered TIMESTAMP NOT NULL, user_status INTEGER NOT NULL, display_name VARCHAR(250) NOT NULL);
CREATE TABLE wp_usermeta (umeta_id BIGINT PRIMARY KEY, user_id BIGINT NOT NULL, meta_key VARCHAR(255), meta_value TEXT);
CREATE TABLE wp_posts (id BIGINT PRIMARY KEY, post_author BIGINT NOT NULL, post_date TIMESTAMP NOT NULL, post_date_gmt TIMESTAMP NOT NULL, post_content TEXT NOT NULL, post_title TEXT NOT NULL, post_excerpt TEXT NOT NULL, post_status VARCHAR(20) NOT NULL, post_name VARCHAR(200) NOT NULL, post_modified_gmt TIMESTAMP NOT NULL, post_parent BIGINT NOT NULL, guid VARCHAR(255) NOT NULL, post_type VARCHAR(20) NOT NULL, comment_count BIGINT NOT NULL);
CREATE TABLE wp_postmeta (meta_id BIGINT PRIMARY KEY, post_id BIGINT NOT NULL, meta_key VARCHAR(255), meta_value TEXT);
CREATE TABLE wp_terms (term_id BIGINT PRIMARY KEY, name VARCHAR(200) NOT NULL, slug VARCHAR(200) NOT NULL);
CREATE TABLE wp_term_taxonomy (term_taxonomy_id BIGINT PRIMARY KEY, term_id BIGINT NOT NULL, taxonomy VARCHAR(32) NOT NULL, description TEXT NOT NULL, count BIGINT NOT NULL);
CREATE TABLE wp_term_relationships (object_id BIGINT NOT NULL, term_taxonomy_id BIGINT NOT NULL, term_order INTEGER NOT NULL, PRIMARY KEY (object_id, term_taxonomy_id));
CREATE TABLE wp_options (option_id BIGINT PRIMARY KEY, option_name VARCHAR(191) NOT NULL, option_value TEXT NOT NULL, autoload VARCHAR(20) NOT NULL);
CREATE TABLE wp_woocommerce_order_items (order_item_id BIGINT PRIMARY KEY, order_item_name TEXT NOT NULL, order_item_type VARCHAR(200) NOT NULL, order_id BIGINT NOT NULL);
CREATE TABLE wp_woocommerce_order_itemmeta (meta_id BIGINT PRIMARY KEY, order_item_id BIGINT NOT NULL, meta_key VARCHAR(255), meta_value TEXT);
CREATE INDEX wp_pm_post ON wp_postmeta (post_id);
CREATE INDEX wp_um_user ON wp_usermeta (user_id);
INSERT INTO wp_users VALUES (11, 'ida', 'x', 'ida', 'ida@mail.example', '', '2025-03-01 08:00:00', 0, 'Ida Moss'), (12, 'ana', 'x', 'ana', 'ana@mail.example', '', '2025-04-01 08:00:00', 0, 'Ana Rey');
INSERT INTO wp_usermeta VALUES (1, 11, 'billing_phone', '+47 22 44 22 22'), (2, 11, 'billing_country', 'NO'), (3, 11, 'billing_address_1', '5 Mill Road'), (4, 11, 'billing_city', 'Oslo'), (5, 11, 'billing_postcode', '0171'), (6, 12, 'billing_country', 'ES'), (7, 11, 'first_name', 'Ida'), (8, 11, 'last_name', 'Moss'), (9, 12, 'first_name', 'Ana'), (10, 12, 'last_name', 'Rey');
INSERT INTO wp_posts VALUES
  (101, 1, '2026-01-03 10:00:00', '2026-01-03 10:00:00', '', 'Order', '', 'wc-completed', 'order-101', '2026-01-03 10:05:00', 0, 'http://shop.example/?p=101', 'shop_order', 1),
  (102, 1, '2026-02-03 10:00:00', '2026-02-03 10:00:00', '', 'Order', '', 'wc-failed', 'order-102', '2026-02-03 10:05:00', 0, 'http://shop.example/?p=102', 'shop_order', 1),
  (103, 1, '2025-03-01 08:00:00', '2025-03-01 08:00:00', '', 'Subscription', '', 'wc-active', 'sub-103', '2026-02-03 10:05:00', 101, 'http://shop.example/?p=103', 'shop_subscription', 0),
  (104, 1, '2024-01-01 00:00:00', '2024-01-01 00:00:00', 'Read it all.', 'Digital', '', 'publish', 'digital', '2024-01-01 00:00:00', 0, 'http://shop.example/?p=104', 'product', 0),
  (105, 1, '2026-02-01 07:00:00', '2026-02-01 07:00:00', 'The crews return.', 'Ferry strike ends', 'Crews return to work.', 'publish', 'ferry-strike-ends', '2026-02-02 06:00:00', 0, 'http://shop.example/?p=105', 'post', 0),
  (106, 1, '2026-02-01 07:00:00', '2026-02-01 07:00:00', '…', 'Not yet', '', 'draft', '', '2026-02-01 07:00:00', 0, 'http://shop.example/?p=106', 'post', 0);
INSERT INTO wp_postmeta VALUES
  (1, 101, '_customer_user', '11'), (2, 101, '_order_total', '9.00'), (3, 101, '_order_currency', 'EUR'), (4, 101, '_payment_method', 'stripe'), (5, 101, '_order_tax', '0.59'),
  (6, 102, '_customer_user', '12'), (7, 102, '_order_total', '9.00'), (8, 102, '_order_currency', 'EUR'), (9, 102, '_order_tax', '0.59'),
  (10, 103, '_customer_user', '11'), (11, 103, '_order_total', '9.00'), (12, 103, '_order_currency', 'EUR'), (13, 103, '_billing_period', 'month'), (14, 103, '_billing_interval', '1'), (15, 103, '_schedule_next_payment', '2026-03-01 08:00:00'),
  (16, 103, '_schedule_start', '2025-03-01 08:00:00'), (17, 103, '_schedule_end', '0'), (18, 104, '_price', '9.00'), (19, 104, '_subscription_period', 'month'), (20, 104, '_sku', 'digital');
INSERT INTO wp_terms VALUES (1, 'Transport', 'transport');
INSERT INTO wp_term_taxonomy VALUES (1, 1, 'post_tag', '', 1);
INSERT INTO wp_term_relationships VALUES (105, 1, 0);
INSERT INTO wp_options VALUES (1, 'siteurl', 'http://shop.example', 'yes');
INSERT INTO wp_woocommerce_order_items VALUES (1, 'Digital', 'line_item', 101), (2, 'VAT', 'tax', 101), (3, 'Digital', 'line_item', 102);
INSERT INTO wp_woocommerce_order_itemmeta VALUES (1, 1, '_line_total', '8.41'), (2, 1, '_product_id', '104'), (3, 2, 'tax_amount', '0.59'), (4, 3, '_line_total', '8.41');
