-- compatible-with: 1
-- Which event was the newest that Slack told about one thing of a channel: whether it is archived, what it is called, who is in it. Events
-- come in any order; what is older than this row says nothing any more.

CREATE TABLE channel_news (
    channel         TEXT    NOT NULL,
    about           TEXT    NOT NULL,   -- `archived`, `name`, `member:U012ABC`
    changed_ts      TEXT    NOT NULL,   -- Slack's time of that event
    says            TEXT    NOT NULL,   -- `1` archived, left; `0` open again, joined; the name
    PRIMARY KEY (channel, about)
) WITHOUT ROWID;
