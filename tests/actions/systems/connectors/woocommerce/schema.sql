-- A part of WordPress with WooCommerce Subscriptions: everything is a post, its values are rows of postmeta.
CREATE TABLE wp_users (
  ID BIGINT UNSIGNED PRIMARY KEY, user_login VARCHAR(60) NOT NULL, user_email VARCHAR(100) NOT NULL,
  display_name VARCHAR(250) NOT NULL, user_registered DATETIME NOT NULL, KEY user_email (user_email)
);
CREATE TABLE wp_usermeta (
  umeta_id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, user_id BIGINT UNSIGNED NOT NULL, meta_key VARCHAR(255), meta_value LONGTEXT,
  KEY user_id (user_id), KEY meta_key (meta_key(191))
);
CREATE TABLE wp_posts (
  ID BIGINT UNSIGNED PRIMARY KEY, post_date_gmt DATETIME NOT NULL, post_modified_gmt DATETIME NOT NULL, post_title TEXT NOT NULL,
  post_status VARCHAR(20) NOT NULL, post_parent BIGINT UNSIGNED NOT NULL DEFAULT 0, post_type VARCHAR(20) NOT NULL,
  KEY type_status_date (post_type, post_status, post_date_gmt, ID), KEY post_parent (post_parent)
);
CREATE TABLE wp_postmeta (
  meta_id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, post_id BIGINT UNSIGNED NOT NULL, meta_key VARCHAR(255), meta_value LONGTEXT,
  KEY post_id (post_id), KEY meta_key (meta_key(191))
);
CREATE TABLE wp_woocommerce_order_items (
  order_item_id BIGINT UNSIGNED PRIMARY KEY, order_item_name TEXT NOT NULL, order_item_type VARCHAR(200) NOT NULL,
  order_id BIGINT UNSIGNED NOT NULL, KEY order_id (order_id)
);
CREATE TABLE wp_woocommerce_order_itemmeta (
  meta_id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, order_item_id BIGINT UNSIGNED NOT NULL, meta_key VARCHAR(255), meta_value LONGTEXT,
  KEY order_item_id (order_item_id), KEY meta_key (meta_key(32))
);
CREATE TABLE wp_woocommerce_payment_tokens (
  token_id BIGINT UNSIGNED PRIMARY KEY, gateway_id VARCHAR(200) NOT NULL, user_id BIGINT UNSIGNED NOT NULL, type VARCHAR(200) NOT NULL,
  is_default TINYINT NOT NULL DEFAULT 0, KEY user_id (user_id)
);
CREATE TABLE wp_woocommerce_payment_tokenmeta (
  meta_id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, payment_token_id BIGINT UNSIGNED NOT NULL, meta_key VARCHAR(255), meta_value LONGTEXT,
  KEY payment_token_id (payment_token_id)
);
CREATE TABLE wp_wcs_payment_retries (
  retry_id BIGINT UNSIGNED PRIMARY KEY, order_id BIGINT UNSIGNED NOT NULL, status VARCHAR(255) NOT NULL, date_gmt DATETIME NOT NULL,
  KEY order_id (order_id)
);
