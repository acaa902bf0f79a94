-- A music shop in the manner of Chinook: purchases only, decimals, PascalCase, no subscriptions.
CREATE TABLE "Artist" ("ArtistId" INTEGER PRIMARY KEY, "Name" VARCHAR(120));
CREATE TABLE "Album" ("AlbumId" INTEGER PRIMARY KEY, "Title" VARCHAR(160) NOT NULL, "ArtistId" INTEGER NOT NULL REFERENCES "Artist" ("ArtistId"));
CREATE TABLE "Employee" ("EmployeeId" INTEGER PRIMARY KEY, "LastName" VARCHAR(20) NOT NULL, "FirstName" VARCHAR(20) NOT NULL, "Title" VARCHAR(30), "Email" VARCHAR(60), "Country" VARCHAR(40));
CREATE TABLE "Genre" ("GenreId" INTEGER PRIMARY KEY, "Name" VARCHAR(120));
CREATE TABLE "MediaType" ("MediaTypeId" INTEGER PRIMARY KEY, "Name" VARCHAR(120));
CREATE TABLE "Customer" (
  "CustomerId" INTEGER PRIMARY KEY, "FirstName" VARCHAR(40) NOT NULL, "LastName" VARCHAR(20) NOT NULL, "Company" VARCHAR(80),
  "Address" VARCHAR(70), "City" VARCHAR(40), "State" VARCHAR(40), "Country" VARCHAR(40), "PostalCode" VARCHAR(10),
  "Phone" VARCHAR(24), "Fax" VARCHAR(24), "Email" VARCHAR(60) NOT NULL, "SupportRepId" INTEGER REFERENCES "Employee" ("EmployeeId"));
CREATE TABLE "Invoice" (
  "InvoiceId" INTEGER PRIMARY KEY, "CustomerId" INTEGER NOT NULL REFERENCES "Customer" ("CustomerId"), "InvoiceDate" TIMESTAMP NOT NULL,
  "BillingAddress" VARCHAR(70), "BillingCity" VARCHAR(40), "BillingCountry" VARCHAR(40), "BillingPostalCode" VARCHAR(10), "Total" NUMERIC(10, 2) NOT NULL);
CREATE TABLE "Track" (
  "TrackId" INTEGER PRIMARY KEY, "Name" VARCHAR(200) NOT NULL, "AlbumId" INTEGER REFERENCES "Album" ("AlbumId"),
  "MediaTypeId" INTEGER NOT NULL REFERENCES "MediaType" ("MediaTypeId"), "GenreId" INTEGER REFERENCES "Genre" ("GenreId"),
  "Composer" VARCHAR(220), "Milliseconds" INTEGER NOT NULL, "Bytes" INTEGER, "UnitPrice" NUMERIC(10, 2) NOT NULL);
CREATE TABLE "InvoiceLine" (
  "InvoiceLineId" INTEGER PRIMARY KEY, "InvoiceId" INTEGER NOT NULL REFERENCES "Invoice" ("InvoiceId"),
  "TrackId" INTEGER NOT NULL REFERENCES "Track" ("TrackId"), "UnitPrice" NUMERIC(10, 2) NOT NULL, "Quantity" INTEGER NOT NULL);
INSERT INTO "Artist" VALUES (1, 'The Larks'), (2, 'Dune Quartet');
INSERT INTO "Album" VALUES (1, 'Morning', 1), (2, 'Salt', 2);
INSERT INTO "Employee" VALUES (1, 'Ash', 'Robin', 'Sales Agent', 'robin@shop.example', 'Canada');
INSERT INTO "Genre" VALUES (1, 'Folk'), (2, 'Jazz');
INSERT INTO "MediaType" VALUES (1, 'MPEG audio file');
INSERT INTO "Customer" VALUES
  (1, 'Ida', 'Moss', NULL, '5 Mill Road', 'Oslo', NULL, 'Norway', '0171', '+47 22 44 22 22', NULL, 'ida@mail.example', 1),
  (2, 'Tom', 'Reed', NULL, '9 Elm Row', 'Boston', 'MA', 'USA', '02113', '+1 617 522 1333', NULL, 'tom@mail.example', 1);
INSERT INTO "Invoice" VALUES
  (1, 1, '2026-01-03 10:00:00', '5 Mill Road', 'Oslo', 'Norway', '0171', 1.98), (2, 2, '2026-02-11 12:30:00', '9 Elm Row', 'Boston', 'USA', '02113', 2.97);
INSERT INTO "Track" VALUES (1, 'First Light', 1, 1, 1, 'I. Lark', 343719, 11170334, 0.99), (2, 'Low Tide', 2, 1, 2, NULL, 342562, 5510424, 0.99);
INSERT INTO "InvoiceLine" VALUES (1, 1, 1, 0.99, 2), (2, 2, 1, 0.99, 1), (3, 2, 2, 0.99, 2);
