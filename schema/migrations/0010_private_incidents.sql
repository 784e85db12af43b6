-- compatible-with: 1
-- `private`: for its own people alone. Kept beside the snapshot, so that it holds even where the event that said so was redacted and the
-- snapshot cannot be read. `open_items`: tasks and follow-ups that are not done, so that somebody's own are found without reading all.

ALTER TABLE incident ADD COLUMN private INTEGER NOT NULL DEFAULT 0;
ALTER TABLE incident ADD COLUMN open_items INTEGER NOT NULL DEFAULT 0;
UPDATE incident SET open_items =
    (SELECT count(*) FROM json_each(incident.snapshot, '$.tasks') AS task WHERE NOT json_extract(task.value, '$.done'))
    WHERE json_valid(snapshot);
CREATE INDEX incident_by_open_items ON incident (number) WHERE open_items > 0;
