-- compatible-with: 1
-- The heads in the order in which they go out, with all that decides whether one may go: of a thousand lanes that rest
-- for one rate limit no row is read. (`head` and `asleep` are columns too, since SQLite asks for them.)
CREATE INDEX outbox_heads ON outbox (head, asleep, priority, id, due_at, lane) WHERE head = 1 AND asleep = 0;
DROP INDEX outbox_ready;
