-- Language and length beside each key of names, so that a look-up need not read a thousand articles to leave most of them out.
-- What was filed before has 0 and is asked as before: only the newest holders of a key are looked at.

ALTER TABLE name_key ADD COLUMN told INTEGER NOT NULL DEFAULT 0;    -- both in one number; 0: the article says
