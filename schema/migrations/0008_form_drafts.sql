-- compatible-with: 1
-- What somebody had typed into a form that was not taken, so that it is offered when they open it again. Gone when the form is
-- taken, or after a day. `incident_number`: 0 for a form that belongs to none, or asks which.

CREATE TABLE form_draft (
    person          TEXT    NOT NULL,
    form            TEXT    NOT NULL,
    incident_number INTEGER NOT NULL,
    field_values    TEXT    NOT NULL,
    kept_at         INTEGER NOT NULL,
    PRIMARY KEY (person, form, incident_number)
);
CREATE INDEX form_draft_by_age ON form_draft (kept_at);
