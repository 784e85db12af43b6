-- compatible-with: 1
-- Whom PagerDuty has on call, as it last said: what is shown, and who counts as on call, while it does not answer.

-- `id`: of an escalation policy, a schedule or a service there.
CREATE TABLE pagerduty_duty (
    id              TEXT    PRIMARY KEY,
    name            TEXT    NOT NULL,
    said_at         INTEGER NOT NULL
);

-- `until_at`: null for somebody who is always on call.
CREATE TABLE pagerduty_on_call (
    duty            TEXT    NOT NULL,
    position        INTEGER NOT NULL,
    user_id         TEXT    NOT NULL,
    name            TEXT    NOT NULL,
    email           TEXT    NOT NULL,
    level           INTEGER NOT NULL,
    until_at        INTEGER,
    PRIMARY KEY (duty, position)
);
