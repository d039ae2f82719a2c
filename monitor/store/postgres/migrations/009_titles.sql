-- A question about titles is answered by their own index, a twentieth of that of the texts: the index of texts does not know
-- which of a word's places are in a title, and reading the vectors of all that hold it took 1.5 seconds at 100,000 articles.
CREATE INDEX article_index_title ON article_index USING gin (title) WITH (fastupdate = off);
