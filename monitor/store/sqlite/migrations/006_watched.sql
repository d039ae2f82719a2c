-- What a watched search has shown: an article that changed since has a new number, and is not news.

CREATE TABLE watched (
    name TEXT NOT NULL,
    article_id TEXT NOT NULL,
    PRIMARY KEY (name, article_id)
) WITHOUT ROWID;
CREATE INDEX watched_article ON watched (article_id);
