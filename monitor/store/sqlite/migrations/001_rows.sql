-- Times are seconds since 1970 as doubles; JSON is text; ids are made by the program.

CREATE TABLE sequence (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO sequence VALUES ('article', 0), ('feed', 0), ('groups', 0), ('vector', 0);

CREATE TABLE feed (
    feed_id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    url TEXT NOT NULL,                      -- as the person listed it
    address TEXT NOT NULL,                  -- where it is asked: another one after a permanent move
    target TEXT,                            -- where a redirect to another host led, until that one has answered
    host TEXT NOT NULL,                     -- of target, else of address
    hops INTEGER NOT NULL DEFAULT 0,
    title TEXT NOT NULL DEFAULT '',
    site_url TEXT,
    language TEXT,
    section TEXT NOT NULL DEFAULT '',
    keep TEXT NOT NULL DEFAULT 'text',
    listed INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL DEFAULT 'new',      -- new, ok, failing, gone, quarantined
    reason TEXT,
    status INTEGER,
    polled REAL,
    due REAL,
    wait REAL NOT NULL,                     -- seconds between two polls
    failures INTEGER NOT NULL DEFAULT 0,
    failed_at REAL NOT NULL DEFAULT 0,
    entries_a_week REAL,
    known_share REAL,
    unchanged INTEGER NOT NULL DEFAULT 0,   -- answers in a row without anything new
    hints TEXT,                             -- what the feed asks of those who poll it
    validators_url TEXT,
    etag TEXT,
    last_modified TEXT,
    body_hash TEXT,
    moved_to TEXT,                          -- where the last whole poll was permanently redirected to
    moving TEXT,                            -- the same of the poll under way
    claims INTEGER NOT NULL DEFAULT 0,      -- the fence: rises with every claim, never falls
    attempts INTEGER NOT NULL DEFAULT 0,    -- claims that came to no end
    lease_until REAL NOT NULL DEFAULT 0,
    hinted_at REAL NOT NULL DEFAULT 0,
    worker TEXT,
    added_at REAL NOT NULL
);
CREATE UNIQUE INDEX feed_position ON feed (position);
CREATE INDEX feed_due ON feed (due) WHERE listed = 1;

CREATE TABLE feed_poll (                    -- the last polls of each feed, newest first by poll_id
    poll_id INTEGER PRIMARY KEY AUTOINCREMENT,
    feed_id TEXT NOT NULL,
    polled_at REAL NOT NULL,
    outcome TEXT NOT NULL,
    status INTEGER,
    reason TEXT,
    size INTEGER NOT NULL,
    seconds REAL NOT NULL,
    entries INTEGER NOT NULL
);
CREATE INDEX feed_poll_feed ON feed_poll (feed_id, poll_id);

CREATE TABLE host (
    host TEXT PRIMARY KEY,
    next_at REAL NOT NULL DEFAULT 0,
    lease_until REAL NOT NULL DEFAULT 0,
    leased_at REAL NOT NULL DEFAULT 0,
    hinted_at REAL NOT NULL DEFAULT 0,
    robots_status INTEGER,
    robots_text BLOB,
    robots_fetched REAL,
    robots_until REAL,
    requests INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    response_time REAL,                     -- smoothed
    shortest_pause REAL,                    -- from the end of one request to the beginning of the next
    silent INTEGER NOT NULL DEFAULT 0,      -- requests in a row that ran into their deadline
    last_status INTEGER,                    -- 0: no answer
    first_at REAL,
    last_at REAL
) WITHOUT ROWID;

CREATE TABLE entry (
    entry_id TEXT PRIMARY KEY,
    feed_id TEXT NOT NULL,                  -- the feed that named it first
    url TEXT NOT NULL,
    safe_key TEXT NOT NULL,
    loose_key TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'waiting',  -- waiting, ended
    stage TEXT NOT NULL DEFAULT 'fetch',
    fate TEXT,
    reason TEXT,
    host TEXT NOT NULL,                     -- of target, else of url
    target TEXT,
    hops INTEGER NOT NULL DEFAULT 0,
    newest REAL NOT NULL,                   -- the later, the sooner it is its turn
    due REAL NOT NULL,
    lease_until REAL NOT NULL DEFAULT 0,
    hinted_at REAL NOT NULL DEFAULT 0,
    claims INTEGER NOT NULL DEFAULT 0,      -- the fence
    attempts INTEGER NOT NULL DEFAULT 0,    -- claims that came to no end
    failures INTEGER NOT NULL DEFAULT 0,
    failed_at REAL NOT NULL DEFAULT 0,
    worker TEXT,
    page_id TEXT,
    article_id TEXT,
    first_seen REAL NOT NULL,
    ended_at REAL,
    revisit_at REAL                         -- when its page is looked at again; NULL: never, or it waits already
);
CREATE INDEX entry_fetch ON entry (host, feed_id, newest DESC) WHERE state = 'waiting' AND stage = 'fetch';
CREATE INDEX entry_read ON entry (newest DESC) WHERE state = 'waiting' AND stage = 'read';
CREATE INDEX entry_leased ON entry (lease_until) WHERE state = 'waiting' AND attempts > 0;
CREATE INDEX entry_revisit ON entry (revisit_at) WHERE revisit_at IS NOT NULL;
CREATE INDEX entry_fate ON entry (fate, ended_at) WHERE state = 'ended';
CREATE INDEX entry_seen ON entry (first_seen);
CREATE INDEX entry_article ON entry (article_id) WHERE article_id IS NOT NULL;

CREATE TABLE entry_alias (                  -- other addresses that a page of the entry answered from
    alias_id TEXT PRIMARY KEY,
    entry_id TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX entry_alias_entry ON entry_alias (entry_id);

CREATE TABLE lane (                         -- hosts and feeds with something to fetch; dealt to in turn
    host TEXT NOT NULL,
    feed_id TEXT NOT NULL,
    served_at REAL NOT NULL DEFAULT 0,
    touched_at REAL NOT NULL,
    PRIMARY KEY (host, feed_id)
) WITHOUT ROWID;

CREATE TABLE feed_entry (
    entry_id TEXT NOT NULL,
    feed_id TEXT NOT NULL,
    first_seen REAL NOT NULL,
    item BLOB NOT NULL,                     -- what the feed says of it, but for its full text
    PRIMARY KEY (entry_id, feed_id)
);
CREATE INDEX feed_entry_feed ON feed_entry (feed_id);

CREATE TABLE feed_content (                 -- the full text that a feed gives: kept as long as raw pages are
    entry_id TEXT NOT NULL,
    feed_id TEXT NOT NULL,
    first_seen REAL NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (entry_id, feed_id)
);
CREATE INDEX feed_content_seen ON feed_content (first_seen);

CREATE TABLE page (                         -- that it was fetched; headers and body are with the raw pages
    page_id TEXT PRIMARY KEY,
    entry_id TEXT NOT NULL,
    url TEXT NOT NULL,
    status INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    fetched REAL NOT NULL
);
CREATE INDEX page_entry ON page (entry_id);
CREATE INDEX page_fetched ON page (fetched);

CREATE TABLE forgotten (                    -- `key` is safe:<id> or host:<name>
    key TEXT PRIMARY KEY,
    forgotten_at REAL NOT NULL
) WITHOUT ROWID;

CREATE TABLE counter (
    day TEXT NOT NULL,
    feed_id TEXT NOT NULL,
    stage TEXT NOT NULL,
    outcome TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (day, feed_id, stage, outcome)
) WITHOUT ROWID;

CREATE TABLE cursor (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL,
    moved_at REAL NOT NULL
) WITHOUT ROWID;

CREATE TABLE saved_search (
    name TEXT PRIMARY KEY,
    query TEXT NOT NULL,
    saved_at REAL NOT NULL
);

CREATE TABLE alarm (                        -- what is wrong now: told once when it begins and once when it is over
    subject TEXT NOT NULL,
    trouble TEXT NOT NULL,
    text TEXT NOT NULL,
    since REAL NOT NULL,
    PRIMARY KEY (subject, trouble)
);

CREATE TABLE queue (                        -- whether each queue moves
    queue TEXT PRIMARY KEY,
    finished_at REAL NOT NULL DEFAULT 0,    -- work that came out of it, to the second
    asked_at REAL NOT NULL DEFAULT 0        -- the canary under way
);
INSERT INTO queue (queue) VALUES ('poll'), ('fetch'), ('read');

CREATE TABLE canary (                       -- machines that answered one
    queue TEXT NOT NULL,
    machine TEXT NOT NULL,
    answered_at REAL NOT NULL,
    PRIMARY KEY (queue, machine)
);
