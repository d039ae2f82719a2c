-- Language and length beside each key of names, so that a look-up need not read a thousand articles to leave most of them out.
-- What was filed before has 0 and is asked as before: only the newest holders of a key are looked at.

ALTER TABLE name_key ADD COLUMN told INTEGER NOT NULL DEFAULT 0;    -- both in one number; 0: the article says
-- A look-up reads up to 3,000 holders, which stand in the order of filing, each on another page: the index tells of them.
CREATE UNIQUE INDEX name_key_told ON name_key (key, number) INCLUDE (holds, told);
ALTER TABLE name_key DROP CONSTRAINT name_key_pkey;
ALTER TABLE name_key ADD CONSTRAINT name_key_pkey PRIMARY KEY USING INDEX name_key_told;
