-- Candidates in languages that the encoder does not read, and which version of the comparison made a match.

CREATE TABLE name_key (
    key BIGINT NOT NULL,
    number BIGINT NOT NULL,
    holds SMALLINT NOT NULL,                  -- how many keys the article has
    PRIMARY KEY (key, number)
);

ALTER TABLE article_version ADD COLUMN name_keys BYTEA NOT NULL DEFAULT '';
ALTER TABLE repeat ADD COLUMN made_by TEXT NOT NULL DEFAULT '';
