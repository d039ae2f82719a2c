-- How a feed itself tells its items apart: an item whose address changed is the same one.

ALTER TABLE feed_entry ADD COLUMN identity TEXT;
DROP INDEX feed_entry_feed;
CREATE INDEX feed_entry_identity ON feed_entry (feed_id, identity);
