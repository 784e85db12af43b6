-- compatible-with: 1
-- Slack's user groups that the configuration names, as they were when they were last read; and the Home tabs that people opened, with a
-- digest of what each shows.

CREATE TABLE user_group (
    id              TEXT    PRIMARY KEY,
    read_at         INTEGER NOT NULL
);
CREATE TABLE user_group_member (
    user_id         TEXT    NOT NULL,
    group_id        TEXT    NOT NULL,
    PRIMARY KEY (user_id, group_id)
) WITHOUT ROWID;

CREATE TABLE home_tab (
    user_id         TEXT    PRIMARY KEY,
    opened_at       INTEGER NOT NULL,
    digest          TEXT    NOT NULL,
    hash            TEXT    NOT NULL
);
CREATE INDEX home_tab_by_time ON home_tab (opened_at);
