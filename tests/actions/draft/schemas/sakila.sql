-- A film rental in the manner of Sakila: declared keys, chained joins to a country, money without a currency.
CREATE TABLE country (country_id SMALLINT PRIMARY KEY, country VARCHAR(50) NOT NULL, last_update TIMESTAMP NOT NULL);
CREATE TABLE city (city_id SMALLINT PRIMARY KEY, city VARCHAR(50) NOT NULL, country_id SMALLINT NOT NULL REFERENCES country (country_id), last_update TIMESTAMP NOT NULL);
CREATE TABLE address (address_id SMALLINT PRIMARY KEY, address VARCHAR(50) NOT NULL, address2 VARCHAR(50), district VARCHAR(20) NOT NULL, city_id SMALLINT NOT NULL REFERENCES city (city_id), postal_code VARCHAR(10), phone VARCHAR(20) NOT NULL, last_update TIMESTAMP NOT NULL);
CREATE TABLE language (language_id SMALLINT PRIMARY KEY, name CHAR(20) NOT NULL, last_update TIMESTAMP NOT NULL);
CREATE TABLE category (category_id SMALLINT PRIMARY KEY, name VARCHAR(25) NOT NULL, last_update TIMESTAMP NOT NULL);
CREATE TABLE actor (actor_id SMALLINT PRIMARY KEY, first_name VARCHAR(45) NOT NULL, last_name VARCHAR(45) NOT NULL, last_update TIMESTAMP NOT NULL);
CREATE TABLE staff (staff_id SMALLINT PRIMARY KEY, first_name VARCHAR(45) NOT NULL, last_name VARCHAR(45) NOT NULL, address_id SMALLINT NOT NULL REFERENCES address (address_id), email VARCHAR(50), active BOOLEAN NOT NULL, username VARCHAR(16) NOT NULL, password VARCHAR(40), last_update TIMESTAMP NOT NULL);
CREATE TABLE store (store_id SMALLINT PRIMARY KEY, manager_staff_id SMALLINT NOT NULL REFERENCES staff (staff_id), address_id SMALLINT NOT NULL REFERENCES address (address_id), last_update TIMESTAMP NOT NULL);
CREATE TABLE customer (
  customer_id SMALLINT PRIMARY KEY, store_id SMALLINT NOT NULL REFERENCES store (store_id), first_name VARCHAR(45) NOT NULL,
  last_name VARCHAR(45) NOT NULL, email VARCHAR(50), address_id SMALLINT NOT NULL REFERENCES address (address_id),
  active BOOLEAN NOT NULL, create_date TIMESTAMP NOT NULL, last_update TIMESTAMP);
CREATE TABLE film (
  film_id SMALLINT PRIMARY KEY, title VARCHAR(255) NOT NULL, description TEXT, release_year SMALLINT,
  language_id SMALLINT NOT NULL REFERENCES language (language_id), rental_duration SMALLINT NOT NULL, rental_rate NUMERIC(4, 2) NOT NULL,
  length SMALLINT, replacement_cost NUMERIC(5, 2) NOT NULL, rating VARCHAR(5), special_features VARCHAR(100), last_update TIMESTAMP NOT NULL);
CREATE TABLE film_actor (actor_id SMALLINT NOT NULL REFERENCES actor (actor_id), film_id SMALLINT NOT NULL REFERENCES film (film_id), last_update TIMESTAMP NOT NULL, PRIMARY KEY (actor_id, film_id));
CREATE TABLE film_category (film_id SMALLINT NOT NULL REFERENCES film (film_id), category_id SMALLINT NOT NULL REFERENCES category (category_id), last_update TIMESTAMP NOT NULL, PRIMARY KEY (film_id, category_id));
CREATE TABLE inventory (inventory_id INTEGER PRIMARY KEY, film_id SMALLINT NOT NULL REFERENCES film (film_id), store_id SMALLINT NOT NULL REFERENCES store (store_id), last_update TIMESTAMP NOT NULL);
CREATE TABLE rental (
  rental_id INTEGER PRIMARY KEY, rental_date TIMESTAMP NOT NULL, inventory_id INTEGER NOT NULL REFERENCES inventory (inventory_id),
  customer_id SMALLINT NOT NULL REFERENCES customer (customer_id), return_date TIMESTAMP, staff_id SMALLINT NOT NULL REFERENCES staff (staff_id), last_update TIMESTAMP NOT NULL);
CREATE TABLE payment (
  payment_id SMALLINT PRIMARY KEY, customer_id SMALLINT NOT NULL REFERENCES customer (customer_id), staff_id SMALLINT NOT NULL REFERENCES staff (staff_id),
  rental_id INTEGER REFERENCES rental (rental_id), amount NUMERIC(5, 2) NOT NULL, payment_date TIMESTAMP NOT NULL, last_update TIMESTAMP);
INSERT INTO country VALUES (1, 'Norway', '2026-01-01 00:00:00'), (2, 'Spain', '2026-01-01 00:00:00');
INSERT INTO city VALUES (1, 'Bergen', 1, '2026-01-01 00:00:00'), (2, 'Vigo', 2, '2026-01-01 00:00:00');
INSERT INTO address VALUES (1, '2 Dock Street', NULL, 'Vest', 1, '5003', '4755100200', '2026-01-01 00:00:00'), (2, '7 Rua Alta', NULL, 'Galicia', 2, '36201', '34986100200', '2026-01-01 00:00:00');
INSERT INTO language VALUES (1, 'English', '2026-01-01 00:00:00');
INSERT INTO category VALUES (1, 'Drama', '2026-01-01 00:00:00'), (2, 'Comedy', '2026-01-01 00:00:00');
INSERT INTO actor VALUES (1, 'Wren', 'Holt', '2026-01-01 00:00:00'), (2, 'Bo', 'Lind', '2026-01-01 00:00:00');
INSERT INTO staff VALUES (1, 'Max', 'Oak', 1, 'max@shop.example', TRUE, 'max', 'x', '2026-01-01 00:00:00');
INSERT INTO store VALUES (1, 1, 1, '2026-01-01 00:00:00');
INSERT INTO customer VALUES (1, 1, 'Ida', 'Moss', 'ida@mail.example', 1, TRUE, '2025-03-01 08:00:00', NULL), (2, 1, 'Ana', 'Rey', 'ana@mail.example', 2, TRUE, '2025-04-01 08:00:00', NULL);
INSERT INTO film VALUES (1, 'Harbour Lights', 'Two sisters run a ferry.', 2006, 1, 6, 0.99, 86, 20.99, 'PG', 'Trailers', '2026-01-01 00:00:00'), (2, 'Stone Garden', 'A gardener finds a map.', 2009, 1, 3, 4.99, 104, 12.99, 'G', NULL, '2026-01-01 00:00:00');
INSERT INTO film_actor VALUES (1, 1, '2026-01-01 00:00:00'), (2, 1, '2026-01-01 00:00:00'), (2, 2, '2026-01-01 00:00:00');
INSERT INTO film_category VALUES (1, 1, '2026-01-01 00:00:00'), (2, 2, '2026-01-01 00:00:00');
INSERT INTO inventory VALUES (1, 1, 1, '2026-01-01 00:00:00'), (2, 2, 1, '2026-01-01 00:00:00');
INSERT INTO rental VALUES (1, '2026-02-01 19:00:00', 1, 1, NULL, 1, '2026-02-01 19:00:00'), (2, '2026-02-03 20:00:00', 2, 2, '2026-02-05 10:00:00', 1, '2026-02-05 10:00:00');
INSERT INTO payment VALUES (1, 1, 1, 1, 2.99, '2026-02-01 19:01:00', NULL), (2, 2, 1, 2, 4.99, '2026-02-03 20:01:00', NULL);
