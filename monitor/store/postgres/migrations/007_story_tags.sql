-- The topics of stories: those that their articles reach, weighed (monitor/stages/story_topics.py has the rule).

CREATE TABLE story_tag (
    topic TEXT NOT NULL,
    story_id TEXT NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    threshold DOUBLE PRECISION NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (topic, story_id)
);
CREATE INDEX story_tag_story ON story_tag (story_id);

INSERT INTO story_tag (topic, story_id, score, threshold, version)
SELECT tag.topic, article.story_id, avg(tag.score), max(tag.threshold), max(tag.version)
FROM tag JOIN article ON article.number = tag.number
GROUP BY tag.topic, article.story_id
HAVING 2 * sum(CASE WHEN tag.score > 2 * tag.threshold THEN 2 * tag.threshold ELSE tag.score END)
    >= max(tag.threshold) * (SELECT count(*) FROM article AS other WHERE other.story_id = article.story_id);

-- By which topics and which gate an article was judged: `topics retag` takes those alone that others judged.
ALTER TABLE article ADD COLUMN judged_by TEXT NOT NULL DEFAULT '';
