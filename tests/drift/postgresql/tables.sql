-- table added
-- add_table shop_stray
CREATE TABLE shop_stray (id integer);
-- undo
DROP TABLE shop_stray;

-- table dropped
-- drop_table shop_old
DROP TABLE shop_old;
-- undo
CREATE TABLE shop_old (id serial PRIMARY KEY, code text);

-- table renamed
-- drop_table shop_note
-- add_table shop_notes
-- alter_routine shop_clean(): body
ALTER TABLE shop_note RENAME TO shop_notes;
CREATE OR REPLACE PROCEDURE shop_clean() LANGUAGE sql AS 'DELETE FROM shop_notes';
-- undo
ALTER TABLE shop_notes RENAME TO shop_note;
CREATE OR REPLACE PROCEDURE shop_clean() LANGUAGE sql AS 'DELETE FROM shop_note';

-- table moved to another schema
-- drop_table shop_old
-- add_table stock.shop_old
ALTER TABLE shop_old SET SCHEMA stock;
-- undo
ALTER TABLE stock.shop_old SET SCHEMA public;

-- table unlogged
-- alter_table shop_note: options
ALTER TABLE shop_note SET UNLOGGED;
-- undo
ALTER TABLE shop_note SET LOGGED;

-- fill factor
-- alter_table shop_note: options
ALTER TABLE shop_note SET (fillfactor = 70);
-- undo
ALTER TABLE shop_note RESET (fillfactor);

-- vacuum of the table switched off
-- alter_table shop_note: options
ALTER TABLE shop_note SET (autovacuum_enabled = false);
-- undo
ALTER TABLE shop_note RESET (autovacuum_enabled);

-- vacuum of large values switched off
-- alter_table shop_note: options
ALTER TABLE shop_note SET (toast.autovacuum_enabled = false);
-- undo
ALTER TABLE shop_note RESET (toast.autovacuum_enabled);

-- replica identity full
-- alter_table shop_note: options
ALTER TABLE shop_note REPLICA IDENTITY FULL;
-- undo
ALTER TABLE shop_note REPLICA IDENTITY DEFAULT;

-- replica identity by an index
-- alter_table shop_customer: options
ALTER TABLE shop_customer REPLICA IDENTITY USING INDEX shop_customer_email_unique;
-- undo
ALTER TABLE shop_customer REPLICA IDENTITY DEFAULT;

-- comment on a table
-- alter_table shop_note: comment
COMMENT ON TABLE shop_note IS 'Long texts';
-- undo
COMMENT ON TABLE shop_note IS 'Short texts';

-- comment on a table in another schema
-- alter_table stock.item: comment
COMMENT ON TABLE stock.item IS 'A thing';
-- undo
COMMENT ON TABLE stock.item IS NULL;

-- row security on
-- alter_table shop_order: options
ALTER TABLE shop_order ENABLE ROW LEVEL SECURITY;
-- undo
ALTER TABLE shop_order DISABLE ROW LEVEL SECURITY;

-- row security forced
-- alter_table shop_order: options
ALTER TABLE shop_order FORCE ROW LEVEL SECURITY;
-- undo
ALTER TABLE shop_order NO FORCE ROW LEVEL SECURITY;

-- policy dropped
-- drop_policy shop_order.shop_order_own
DROP POLICY shop_order_own ON shop_order;
-- undo
CREATE POLICY shop_order_own ON shop_order FOR SELECT USING (active);

-- policy with another condition
-- alter_policy shop_order.shop_order_own: using
ALTER POLICY shop_order_own ON shop_order USING (true);
-- undo
ALTER POLICY shop_order_own ON shop_order USING (active);

-- policy for another role
-- alter_policy shop_order.shop_order_own: roles
ALTER POLICY shop_order_own ON shop_order TO pg_monitor;
-- undo
ALTER POLICY shop_order_own ON shop_order TO public;

-- policy that restricts
-- alter_policy shop_order.shop_order_own: permissive
DROP POLICY shop_order_own ON shop_order;
CREATE POLICY shop_order_own ON shop_order AS RESTRICTIVE FOR SELECT USING (active);
-- undo
DROP POLICY shop_order_own ON shop_order;
CREATE POLICY shop_order_own ON shop_order FOR SELECT USING (active);

-- policy for all commands
-- alter_policy shop_order.shop_order_own: command
DROP POLICY shop_order_own ON shop_order;
CREATE POLICY shop_order_own ON shop_order USING (active);
-- undo
DROP POLICY shop_order_own ON shop_order;
CREATE POLICY shop_order_own ON shop_order FOR SELECT USING (active);

-- trigger added
-- add_trigger shop_note.shop_note_touch
CREATE TRIGGER shop_note_touch AFTER INSERT ON shop_note FOR EACH ROW EXECUTE FUNCTION shop_touch();
-- undo
DROP TRIGGER shop_note_touch ON shop_note;

-- trigger dropped
-- drop_trigger shop_order.shop_order_touch
DROP TRIGGER shop_order_touch ON shop_order;
-- undo
CREATE TRIGGER shop_order_touch BEFORE UPDATE ON shop_order FOR EACH ROW EXECUTE FUNCTION shop_touch();

-- trigger disabled
-- alter_trigger shop_order.shop_order_touch: enabled
ALTER TABLE shop_order DISABLE TRIGGER shop_order_touch;
-- undo
ALTER TABLE shop_order ENABLE TRIGGER shop_order_touch;

-- trigger always enabled
-- alter_trigger shop_order.shop_order_touch: enabled
ALTER TABLE shop_order ENABLE ALWAYS TRIGGER shop_order_touch;
-- undo
ALTER TABLE shop_order ENABLE TRIGGER shop_order_touch;

-- trigger with a condition
-- alter_trigger shop_order.shop_order_touch: definition
CREATE OR REPLACE TRIGGER shop_order_touch BEFORE UPDATE ON shop_order FOR EACH ROW WHEN (old.active) EXECUTE FUNCTION shop_touch();
-- undo
CREATE OR REPLACE TRIGGER shop_order_touch BEFORE UPDATE ON shop_order FOR EACH ROW EXECUTE FUNCTION shop_touch();

-- trigger disabled on one partition
-- add_trigger shop_event_2025.shop_event_touch
ALTER TABLE shop_event_2025 DISABLE TRIGGER shop_event_touch;
-- undo
ALTER TABLE shop_event_2025 ENABLE TRIGGER shop_event_touch;

-- comment on a trigger
-- alter_trigger shop_order.shop_order_touch: comment
COMMENT ON TRIGGER shop_order_touch ON shop_order IS 'Sets the time';
-- undo
COMMENT ON TRIGGER shop_order_touch ON shop_order IS NULL;

-- rule dropped
-- drop_rule shop_order.shop_order_keep
DROP RULE shop_order_keep ON shop_order;
-- undo
CREATE RULE shop_order_keep AS ON DELETE TO shop_order WHERE old.active DO INSTEAD NOTHING;

-- rule disabled
-- alter_rule shop_order.shop_order_keep: enabled
ALTER TABLE shop_order DISABLE RULE shop_order_keep;
-- undo
ALTER TABLE shop_order ENABLE RULE shop_order_keep;

-- rule changed
-- alter_rule shop_order.shop_order_keep: definition
CREATE OR REPLACE RULE shop_order_keep AS ON DELETE TO shop_order WHERE NOT old.active DO INSTEAD NOTHING;
-- undo
CREATE OR REPLACE RULE shop_order_keep AS ON DELETE TO shop_order WHERE old.active DO INSTEAD NOTHING;

-- partition added
-- add_table shop_event_2027
CREATE TABLE shop_event_2027 PARTITION OF shop_event FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
-- undo
DROP TABLE shop_event_2027;

-- partition for all the rest
-- add_table shop_event_rest
CREATE TABLE shop_event_rest PARTITION OF shop_event DEFAULT;
-- undo
DROP TABLE shop_event_rest;

-- partition dropped
-- drop_table shop_event_2025
DROP TABLE shop_event_2025;
-- undo
CREATE TABLE shop_event_2025 PARTITION OF shop_event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

-- partition detached
-- alter_table shop_event_2025: partition_of partition_bound
-- add_primary_key shop_event_2025.shop_event_2025_pkey
-- add_check shop_event_2025.shop_event_named
-- add_index shop_event_2025.shop_event_2025_kind_idx
ALTER TABLE shop_event DETACH PARTITION shop_event_2025;
-- undo
ALTER TABLE shop_event ATTACH PARTITION shop_event_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

-- partition attached
-- alter_table shop_event_2024: partition_of partition_bound
-- drop_check shop_event_2024.shop_event_named
ALTER TABLE shop_event ATTACH PARTITION shop_event_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
-- undo
ALTER TABLE shop_event DETACH PARTITION shop_event_2024;
DROP INDEX shop_event_2024_kind_idx;
ALTER TABLE shop_event_2024 DROP CONSTRAINT shop_event_2024_pkey;

-- partition with a default of its own
-- alter_column shop_event_2025.kind: default
ALTER TABLE shop_event_2025 ALTER kind SET DEFAULT 'sold';
-- undo
ALTER TABLE shop_event_2025 ALTER kind DROP DEFAULT;

-- partition with a check of its own
-- add_check shop_event_2025.shop_event_2025_short
ALTER TABLE shop_event_2025 ADD CONSTRAINT shop_event_2025_short CHECK (length(kind) < 5);
-- undo
ALTER TABLE shop_event_2025 DROP CONSTRAINT shop_event_2025_short;

-- partition with other bounds
-- alter_table shop_event_2025: partition_bound
DROP TABLE shop_event_2025;
CREATE TABLE shop_event_2025 PARTITION OF shop_event FOR VALUES FROM ('2024-01-01') TO ('2026-01-01');
-- undo
DROP TABLE shop_event_2025;
CREATE TABLE shop_event_2025 PARTITION OF shop_event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

-- child no longer inherits
-- alter_table shop_child: inherits
-- add_check shop_child.shop_parent_named
ALTER TABLE shop_child NO INHERIT shop_parent;
-- undo
ALTER TABLE shop_child DROP CONSTRAINT shop_parent_named;
DROP TABLE shop_child;
CREATE TABLE shop_child (extra integer) INHERITS (shop_parent);

-- child with a column of its own that the parent has as well
-- alter_column shop_child.name: nullable
ALTER TABLE shop_child ALTER name SET NOT NULL;
-- undo
ALTER TABLE shop_child ALTER name DROP NOT NULL;

-- foreign table with another option
-- alter_table shop_remote: options
ALTER FOREIGN TABLE shop_remote OPTIONS (ADD place 'there');
-- undo
ALTER FOREIGN TABLE shop_remote OPTIONS (DROP place);

-- foreign table dropped
-- drop_table shop_remote
DROP FOREIGN TABLE shop_remote;
-- undo
CREATE FOREIGN TABLE shop_remote (id integer, body text) SERVER shop_server;

-- trigger that goes with an extension
-- alter_trigger shop_order.shop_order_touch: options
ALTER TRIGGER shop_order_touch ON shop_order DEPENDS ON EXTENSION citext;
-- undo
ALTER TRIGGER shop_order_touch ON shop_order NO DEPENDS ON EXTENSION citext;
