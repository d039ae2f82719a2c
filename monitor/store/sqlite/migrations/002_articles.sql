-- `number` rises with every filing: it is the watermark, and the row of the word index. A changed article gets a new one.

CREATE TABLE article (
    number INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL UNIQUE,
    text_id INTEGER NOT NULL,               -- its newest version
    version INTEGER NOT NULL,
    story_id TEXT NOT NULL,
    story_number INTEGER NOT NULL,          -- the watermark when it last changed its story
    group_number INTEGER NOT NULL,          -- its copies share it
    source TEXT NOT NULL,
    language TEXT,
    relevant TEXT NOT NULL,
    moment REAL NOT NULL,                   -- published, else first seen
    month TEXT NOT NULL,                    -- of moment, YYYY-MM
    first_seen REAL NOT NULL,
    published REAL,
    published_text TEXT,
    published_origin TEXT,
    length INTEGER NOT NULL,
    access TEXT NOT NULL,
    pinned INTEGER NOT NULL DEFAULT 0,
    exact TEXT NOT NULL,
    safe_key TEXT,
    url TEXT,
    canonical_url TEXT,
    external_id TEXT,
    relation TEXT,                          -- the closest of what it repeats
    seed_id TEXT,
    seed_relation TEXT,
    seed_score REAL,
    relevance_score REAL NOT NULL,
    terms_version TEXT NOT NULL,
    filed_at REAL NOT NULL
);
CREATE INDEX article_moment ON article (moment);
CREATE INDEX article_source ON article (source, moment);
CREATE INDEX article_language ON article (language, moment);
CREATE INDEX article_story ON article (story_id, source);
CREATE INDEX article_exact ON article (exact);
CREATE INDEX article_safe_key ON article (safe_key) WHERE safe_key IS NOT NULL;
CREATE INDEX article_seed ON article (seed_id) WHERE seed_id IS NOT NULL;

CREATE TABLE article_version (
    text_id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    fingerprint_version TEXT NOT NULL,
    shingles INTEGER NOT NULL,
    page_id TEXT,
    filed_at REAL NOT NULL,
    keys BLOB NOT NULL,                     -- those of the fingerprint, 8 bytes each
    facts BLOB NOT NULL,                    -- authors, feeds, dates, notes, where each field came from, relevance
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (article_id, version)
);

CREATE TABLE fingerprint (
    key INTEGER NOT NULL,
    number INTEGER NOT NULL,
    group_number INTEGER NOT NULL,
    PRIMARY KEY (key, number)
) WITHOUT ROWID;

CREATE TABLE encoder (encoder_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

CREATE TABLE meaning (                      -- narrow: what a process reads whole to scan it
    encoder_id INTEGER NOT NULL,
    part INTEGER NOT NULL,                  -- 0: title and lead
    added INTEGER NOT NULL,                 -- rises with every vector: what a process has not read yet
    number INTEGER NOT NULL,
    moment REAL NOT NULL,
    bits BLOB NOT NULL,
    PRIMARY KEY (encoder_id, part, added)
) WITHOUT ROWID;

CREATE TABLE vector (
    number INTEGER NOT NULL,
    part INTEGER NOT NULL,
    encoder_id INTEGER NOT NULL,
    added INTEGER NOT NULL,                 -- its row in `meaning`
    coordinates BLOB NOT NULL,              -- int8
    PRIMARY KEY (number, part, encoder_id)
);

CREATE TABLE story (
    story_id TEXT PRIMARY KEY,
    founder_id TEXT NOT NULL,
    number INTEGER NOT NULL,                -- the watermark when it last changed
    begun INTEGER NOT NULL,                 -- the watermark when it began
    size INTEGER NOT NULL                   -- articles, seeds not counted
);
CREATE INDEX story_begun ON story (begun);

CREATE TABLE story_choice (                 -- what a person decided; outlives recomputation
    article_id TEXT PRIMARY KEY,
    story_id TEXT NOT NULL,
    chosen_at REAL NOT NULL
) WITHOUT ROWID;

CREATE TABLE repeat (                       -- a match: that one article repeats another
    article_id TEXT NOT NULL,
    other_id TEXT NOT NULL,
    relation TEXT NOT NULL,
    level TEXT NOT NULL,
    score REAL NOT NULL,
    reason TEXT NOT NULL,
    evidence BLOB NOT NULL,
    PRIMARY KEY (article_id, other_id)
);
CREATE INDEX repeat_other ON repeat (other_id);

CREATE TABLE tag (
    topic TEXT NOT NULL,
    number INTEGER NOT NULL,
    month TEXT NOT NULL,                    -- as the article has it: counts need not look there
    relevant TEXT NOT NULL,                 -- the same
    score REAL NOT NULL,
    threshold REAL NOT NULL,
    version TEXT NOT NULL,
    evidence TEXT NOT NULL,
    PRIMARY KEY (topic, number)
);
CREATE INDEX tag_month ON tag (topic, month, relevant);
CREATE INDEX tag_number ON tag (number, topic, month, relevant);

CREATE TABLE line (                         -- lines of a host's articles: what comes back on many is its furniture
    source TEXT NOT NULL,
    hash TEXT NOT NULL,
    pages INTEGER NOT NULL,
    article_id TEXT NOT NULL,               -- the last that had it
    number INTEGER NOT NULL,
    PRIMARY KEY (source, hash)
) WITHOUT ROWID;

CREATE VIRTUAL TABLE article_index USING fts5(
    title, body, stems, content='', tokenize='unicode61 remove_diacritics 2'
);
