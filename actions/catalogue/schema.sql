-- One version of the index. A new version is built beside the old one and renamed over it.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE doc (
    rowid INTEGER PRIMARY KEY,   -- also the rowid in words_<entity>
    entity TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    core TEXT NOT NULL,          -- folded name without its leading article
    short TEXT,                  -- the same of what stands before a subtitle; NULL: there is none
    kind TEXT,
    year INTEGER,
    minutes INTEGER,
    maturity_age INTEGER,        -- NULL: suitable for all
    popularity INTEGER NOT NULL DEFAULT 0,
    updated_at TEXT,             -- NULL: the source does not say
    body TEXT NOT NULL           -- the row as JSON
);

CREATE TABLE spelling (
    entity TEXT NOT NULL, word TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (entity, word)
) WITHOUT ROWID;

CREATE TABLE question (intent TEXT NOT NULL, text TEXT NOT NULL);   -- what customers say when they mean the intent
