-- compatible-with: 1
-- The record from conversation in Slack: who marked which message, what became of it, who was welcomed, what groups and channels are called.

-- One mark of one person on one message: an emoji, a pin, a mention. `changed_ts`: Slack's time of the newest event about it, since events
-- come in any order; `present`: whether the mark is there as of that event.
CREATE TABLE message_mark (
    channel         TEXT    NOT NULL,
    ts              TEXT    NOT NULL,
    mark            TEXT    NOT NULL,
    person          TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    changed_ts      TEXT    NOT NULL,
    present         INTEGER NOT NULL,
    PRIMARY KEY (channel, ts, mark, person)
) WITHOUT ROWID;

-- What a marked message is in the record as one kind of entry. `state`: asked (being read), present, withdrawn, lost (it could not be
-- read). `entry`: seq of its event; `text_in`: seq of the event with the newest text; both 0 before. `version`: the newest edit that is
-- known, empty for none. The text itself stands in the timeline alone, so that redacting it there is enough.
CREATE TABLE captured_message (
    channel         TEXT    NOT NULL,
    ts              TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    incident_number INTEGER NOT NULL,
    state           TEXT    NOT NULL,
    entry           INTEGER NOT NULL,
    text_in         INTEGER NOT NULL,
    item            INTEGER NOT NULL,
    version         TEXT    NOT NULL,
    deleted         INTEGER NOT NULL,
    PRIMARY KEY (channel, ts, kind)
) WITHOUT ROWID;

CREATE TABLE welcomed (
    incident_number INTEGER NOT NULL,
    person          TEXT    NOT NULL,
    PRIMARY KEY (incident_number, person)
) WITHOUT ROWID;

-- Of user groups (S…) and channels (C…, G…).
CREATE TABLE slack_name (
    id              TEXT    PRIMARY KEY,
    name            TEXT    NOT NULL,
    fetched_at      INTEGER NOT NULL
);

-- Messages of a channel's history that somebody may accept into the record. `number`: 0 while the history is being read; `words`: how the
-- text begins.
CREATE TABLE import_candidate (
    incident_number INTEGER NOT NULL,
    ts              TEXT    NOT NULL,
    number          INTEGER NOT NULL,
    channel         TEXT    NOT NULL,
    author          TEXT    NOT NULL,
    words           TEXT    NOT NULL,
    PRIMARY KEY (incident_number, ts)
) WITHOUT ROWID;
