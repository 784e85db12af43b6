-- compatible-with: 1
-- Events and keys lie in the order in which they came, and an index finds them: what a commit adds are then a few pages
-- side by side. Kept in the order of their keys, each event was put between others, which every few notes rewrote four
-- pages around it; and since such a table keeps whole rows in its inner pages too, a million events were six levels deep.

CREATE TABLE event_in_order (
    incident_number INTEGER NOT NULL REFERENCES incident (number),
    seq             INTEGER NOT NULL,
    kind            TEXT    NOT NULL,
    occurred_at     INTEGER NOT NULL,
    recorded_at     INTEGER NOT NULL,
    actor           TEXT    NOT NULL,
    source          TEXT    NOT NULL,
    payload         TEXT,
    salt            BLOB,
    prev_hash       BLOB    NOT NULL,
    hash            BLOB    NOT NULL,
    payload_digest  BLOB    NOT NULL,
    PRIMARY KEY (incident_number, seq)
);
INSERT INTO event_in_order SELECT incident_number, seq, kind, occurred_at, recorded_at, actor, source, payload, salt, prev_hash,
    hash, payload_digest FROM timeline_event ORDER BY incident_number, seq;
DROP TABLE timeline_event;
ALTER TABLE event_in_order RENAME TO timeline_event;

CREATE TRIGGER timeline_event_is_never_deleted BEFORE DELETE ON timeline_event
BEGIN
    SELECT RAISE(ABORT, 'the timeline is append-only: an event cannot be deleted');
END;
CREATE TRIGGER timeline_event_is_only_ever_erased BEFORE UPDATE ON timeline_event
WHEN NOT (NEW.payload IS NULL AND NEW.salt IS NULL AND NEW.incident_number = OLD.incident_number
          AND NEW.seq = OLD.seq AND NEW.kind = OLD.kind AND NEW.occurred_at = OLD.occurred_at
          AND NEW.recorded_at = OLD.recorded_at AND NEW.actor = OLD.actor AND NEW.source = OLD.source
          AND NEW.prev_hash = OLD.prev_hash AND NEW.hash = OLD.hash AND NEW.payload_digest = OLD.payload_digest)
BEGIN
    SELECT RAISE(ABORT, 'the timeline is append-only: only payload and salt can be erased');
END;

CREATE TABLE key_in_order (
    scope           TEXT    NOT NULL,
    id              TEXT    NOT NULL,
    incident_number INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    reply           TEXT    NOT NULL,
    PRIMARY KEY (scope, id)
);
INSERT INTO key_in_order SELECT scope, id, incident_number, created_at, reply FROM delivery_key ORDER BY created_at;
DROP TABLE delivery_key;
ALTER TABLE key_in_order RENAME TO delivery_key;
