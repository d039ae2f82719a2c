-- Candidates in languages that the encoder does not read, and which version of the comparison made a match.

CREATE TABLE name_key (
    key INTEGER NOT NULL,
    number INTEGER NOT NULL,
    holds INTEGER NOT NULL,                  -- how many keys the article has
    PRIMARY KEY (key, number)
) WITHOUT ROWID;

ALTER TABLE article_version ADD COLUMN name_keys BLOB NOT NULL DEFAULT x'';
ALTER TABLE repeat ADD COLUMN made_by TEXT NOT NULL DEFAULT '';
