-- Northlight content system. Instants are ISO 8601 in UTC, keys are declared, lists are rows.

PRAGMA foreign_keys = OFF; -- checked once, after loading

CREATE TABLE sites (
  name     TEXT PRIMARY KEY,
  base_url TEXT NOT NULL
);

CREATE TABLE titles (
  id           TEXT PRIMARY KEY,
  name         TEXT NOT NULL,
  kind         TEXT NOT NULL,
  year         INTEGER,
  minutes      INTEGER,
  maturity_age INTEGER,
  synopsis     TEXT,
  licence      TEXT NOT NULL,
  source       TEXT NOT NULL,
  created_at   TEXT NOT NULL,
  updated_at   TEXT NOT NULL
);
CREATE TABLE genres (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE countries (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE title_genres (
  title_id TEXT NOT NULL REFERENCES titles (id),
  position INTEGER NOT NULL,
  genre_id INTEGER NOT NULL REFERENCES genres (id),
  PRIMARY KEY (title_id, position)
) WITHOUT ROWID;
CREATE TABLE title_people (
  title_id  TEXT NOT NULL REFERENCES titles (id),
  position  INTEGER NOT NULL,
  person_id INTEGER NOT NULL REFERENCES people (id),
  PRIMARY KEY (title_id, position)
) WITHOUT ROWID;
CREATE TABLE title_countries (
  title_id   TEXT NOT NULL REFERENCES titles (id),
  position   INTEGER NOT NULL,
  country_id INTEGER NOT NULL REFERENCES countries (id),
  PRIMARY KEY (title_id, position)
) WITHOUT ROWID;

CREATE TABLE title_tracks (
  title_id TEXT NOT NULL REFERENCES titles (id),
  kind     TEXT NOT NULL,           -- audio, subtitles
  position INTEGER NOT NULL,
  language TEXT NOT NULL,
  PRIMARY KEY (title_id, kind, position)
) WITHOUT ROWID;

CREATE TABLE rights_windows (
  id        INTEGER PRIMARY KEY,
  title_id  TEXT NOT NULL REFERENCES titles (id),
  country   TEXT NOT NULL,          -- ISO 3166-1 alpha-2, * everywhere
  plan      TEXT NOT NULL,
  starts_at TEXT NOT NULL,
  ends_at   TEXT
);

CREATE TABLE members (
  id          INTEGER PRIMARY KEY,
  external_id TEXT NOT NULL UNIQUE, -- the customer's id in every system
  country     TEXT NOT NULL,
  joined_at   TEXT NOT NULL
);
CREATE TABLE profiles (
  id           INTEGER PRIMARY KEY,
  member_id    INTEGER NOT NULL REFERENCES members (id),
  name         TEXT NOT NULL,
  is_children  INTEGER NOT NULL,
  maturity_age INTEGER
);
CREATE TABLE newsletters (
  id    TEXT PRIMARY KEY,
  name  TEXT NOT NULL,
  about TEXT NOT NULL
);
CREATE TABLE newsletter_choices (
  member_id     INTEGER NOT NULL REFERENCES members (id),
  newsletter_id TEXT NOT NULL REFERENCES newsletters (id),
  subscribed    INTEGER NOT NULL,
  PRIMARY KEY (member_id, newsletter_id)
) WITHOUT ROWID;
CREATE TABLE views (
  id         INTEGER PRIMARY KEY,
  profile_id INTEGER NOT NULL REFERENCES profiles (id),
  title_id   TEXT NOT NULL REFERENCES titles (id),
  started_at TEXT NOT NULL,
  minutes    INTEGER
);

CREATE TABLE device_kinds (
  kind            TEXT PRIMARY KEY,
  name            TEXT NOT NULL,
  supported       INTEGER NOT NULL,
  minimum_version TEXT,
  max_quality     TEXT
);
CREATE TABLE device_aliases (
  kind  TEXT NOT NULL REFERENCES device_kinds (kind),
  alias TEXT NOT NULL,
  PRIMARY KEY (kind, alias)
) WITHOUT ROWID;
CREATE TABLE device_steps (
  kind     TEXT NOT NULL REFERENCES device_kinds (kind),
  position INTEGER NOT NULL,
  step     TEXT NOT NULL,
  PRIMARY KEY (kind, position)
) WITHOUT ROWID;
CREATE TABLE devices (
  id           INTEGER PRIMARY KEY,
  member_id    INTEGER NOT NULL REFERENCES members (id),
  kind         TEXT NOT NULL REFERENCES device_kinds (kind),
  name         TEXT NOT NULL,
  app_version  TEXT,
  last_seen_at TEXT
);

CREATE TABLE error_codes (
  code    TEXT PRIMARY KEY,
  meaning TEXT NOT NULL,
  cause   TEXT NOT NULL
);
CREATE TABLE error_steps (
  code     TEXT NOT NULL REFERENCES error_codes (code),
  position INTEGER NOT NULL,
  step     TEXT NOT NULL,
  PRIMARY KEY (code, position)
) WITHOUT ROWID;
CREATE TABLE error_device_kinds (
  code TEXT NOT NULL REFERENCES error_codes (code),
  kind TEXT NOT NULL REFERENCES device_kinds (kind),
  PRIMARY KEY (code, kind)
) WITHOUT ROWID;

CREATE TABLE incidents (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  status      TEXT NOT NULL,
  started_at  TEXT NOT NULL,
  resolved_at TEXT,
  message     TEXT NOT NULL,
  updated_at  TEXT NOT NULL
);
CREATE TABLE incident_affects (
  incident_id INTEGER NOT NULL REFERENCES incidents (id),
  position    INTEGER NOT NULL,
  affected    TEXT NOT NULL,
  PRIMARY KEY (incident_id, position)
) WITHOUT ROWID;

CREATE TABLE help_articles (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  topic      TEXT NOT NULL,
  question   TEXT NOT NULL,
  body       TEXT NOT NULL,
  updated_at TEXT NOT NULL
);

CREATE TABLE articles (
  id           TEXT PRIMARY KEY,
  headline     TEXT NOT NULL,
  section      TEXT NOT NULL,
  published_at TEXT NOT NULL,
  summary      TEXT,
  paywalled    INTEGER NOT NULL
);
CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE article_tags (
  article_id TEXT NOT NULL REFERENCES articles (id),
  position   INTEGER NOT NULL,
  tag_id     INTEGER NOT NULL REFERENCES tags (id),
  PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
