-- Sign bits in blocks: a process that asks once reads a thousand rows for a million articles, and not a million.

CREATE TABLE meaning_block (
    encoder_id BIGINT NOT NULL,
    passages BIGINT NOT NULL,               -- 0: titles and leads; 1: passages from the rest of the texts
    last BIGINT NOT NULL,                   -- the newest `added` in it
    added BYTEA NOT NULL,                   -- int64 each
    numbers BYTEA NOT NULL,                 -- int64; 0 where the article is gone
    parts BYTEA NOT NULL,                   -- a byte each
    moments BYTEA NOT NULL,                 -- float64
    bits BYTEA NOT NULL,                    -- 64 signs of every vector, then the next 64
    PRIMARY KEY (encoder_id, passages, last)
);
ALTER TABLE meaning_block ALTER COLUMN bits SET STORAGE EXTERNAL;   -- signs do not shrink
