-- Sign bits in blocks: a process that asks once reads a thousand rows for a million articles, and not a million.

CREATE TABLE meaning_block (
    encoder_id INTEGER NOT NULL,
    passages INTEGER NOT NULL,              -- 0: titles and leads; 1: passages from the rest of the texts
    last INTEGER NOT NULL,                  -- the newest `added` in it
    added BLOB NOT NULL,                    -- int64 each
    numbers BLOB NOT NULL,                  -- int64; 0 where the article is gone
    parts BLOB NOT NULL,                    -- a byte each
    moments BLOB NOT NULL,                  -- float64
    bits BLOB NOT NULL,                     -- 64 signs of every vector, then the next 64
    PRIMARY KEY (encoder_id, passages, last)
);
