-- index dropped
-- drop_index shop_order.shop_order_created_idx
DROP INDEX shop_order_created_idx;
-- undo
CREATE INDEX shop_order_created_idx ON shop_order (created);

-- index added
-- add_index shop_order.shop_order_room_idx
CREATE INDEX shop_order_room_idx ON shop_order (room);
-- undo
DROP INDEX shop_order_room_idx;

-- index doubled
-- add_index shop_order.shop_order_created_again
CREATE INDEX shop_order_created_again ON shop_order (created);
-- undo
DROP INDEX shop_order_created_again;

-- index renamed
-- drop_index shop_order.shop_order_open_idx
-- add_index shop_order.shop_order_undone_idx
ALTER INDEX shop_order_open_idx RENAME TO shop_order_undone_idx;
-- undo
ALTER INDEX shop_order_undone_idx RENAME TO shop_order_open_idx;

-- index that had the name PostgreSQL would choose renamed
-- drop_index shop_order.shop_order_created_idx
-- add_index shop_order.shop_order_time_idx
ALTER INDEX shop_order_created_idx RENAME TO shop_order_time_idx;
-- undo
ALTER INDEX shop_order_time_idx RENAME TO shop_order_created_idx;

-- index columns turned round
-- alter_index shop_order.shop_order_pair_idx: elements
DROP INDEX shop_order_pair_idx;
CREATE INDEX shop_order_pair_idx ON shop_order (created DESC, customer_id) INCLUDE (total);
-- undo
DROP INDEX shop_order_pair_idx;
CREATE INDEX shop_order_pair_idx ON shop_order (customer_id, created DESC) INCLUDE (total);

-- index in another direction
-- alter_index shop_order.shop_order_pair_idx: elements
DROP INDEX shop_order_pair_idx;
CREATE INDEX shop_order_pair_idx ON shop_order (customer_id, created) INCLUDE (total);
-- undo
DROP INDEX shop_order_pair_idx;
CREATE INDEX shop_order_pair_idx ON shop_order (customer_id, created DESC) INCLUDE (total);

-- nulls at the other end
-- alter_index shop_order.shop_order_created_idx: elements
DROP INDEX shop_order_created_idx;
CREATE INDEX shop_order_created_idx ON shop_order (created NULLS FIRST);
-- undo
DROP INDEX shop_order_created_idx;
CREATE INDEX shop_order_created_idx ON shop_order (created);

-- included column lost
-- alter_index shop_order.shop_order_pair_idx: include
DROP INDEX shop_order_pair_idx;
CREATE INDEX shop_order_pair_idx ON shop_order (customer_id, created DESC);
-- undo
DROP INDEX shop_order_pair_idx;
CREATE INDEX shop_order_pair_idx ON shop_order (customer_id, created DESC) INCLUDE (total);

-- included column made a key column
-- alter_index shop_order.shop_order_pair_idx: elements include
DROP INDEX shop_order_pair_idx;
CREATE INDEX shop_order_pair_idx ON shop_order (customer_id, created DESC, total);
-- undo
DROP INDEX shop_order_pair_idx;
CREATE INDEX shop_order_pair_idx ON shop_order (customer_id, created DESC) INCLUDE (total);

-- partial index with another predicate
-- alter_index shop_order.shop_order_open_idx: predicate
DROP INDEX shop_order_open_idx;
CREATE INDEX shop_order_open_idx ON shop_order (created) WHERE NOT active;
-- undo
DROP INDEX shop_order_open_idx;
CREATE INDEX shop_order_open_idx ON shop_order (created) WHERE active;

-- partial unique index made full
-- alter_index shop_order.shop_order_note_once: predicate
DROP INDEX shop_order_note_once;
CREATE UNIQUE INDEX shop_order_note_once ON shop_order (note);
-- undo
DROP INDEX shop_order_note_once;
CREATE UNIQUE INDEX shop_order_note_once ON shop_order (note) WHERE active;

-- unique index made an ordinary one
-- alter_index shop_order.shop_order_note_once: unique
DROP INDEX shop_order_note_once;
CREATE INDEX shop_order_note_once ON shop_order (note) WHERE active;
-- undo
DROP INDEX shop_order_note_once;
CREATE UNIQUE INDEX shop_order_note_once ON shop_order (note) WHERE active;

-- index on another expression
-- alter_index shop_order.shop_order_lower_idx: elements
DROP INDEX shop_order_lower_idx;
CREATE INDEX shop_order_lower_idx ON shop_order (upper(note));
-- undo
DROP INDEX shop_order_lower_idx;
CREATE INDEX shop_order_lower_idx ON shop_order (lower(note));

-- operator class lost
-- alter_index shop_order.shop_order_note_like: elements
DROP INDEX shop_order_note_like;
CREATE INDEX shop_order_note_like ON shop_order (note);
-- undo
DROP INDEX shop_order_note_like;
CREATE INDEX shop_order_note_like ON shop_order (note text_pattern_ops);

-- operator class of gin changed
-- alter_index shop_order.shop_order_data_gin: elements
DROP INDEX shop_order_data_gin;
CREATE INDEX shop_order_data_gin ON shop_order USING gin (data jsonb_path_ops);
-- undo
DROP INDEX shop_order_data_gin;
CREATE INDEX shop_order_data_gin ON shop_order USING gin (data);

-- collation of an index
-- alter_index shop_order.shop_order_note_like: elements
DROP INDEX shop_order_note_like;
CREATE INDEX shop_order_note_like ON shop_order (note COLLATE "C" text_pattern_ops);
-- undo
DROP INDEX shop_order_note_like;
CREATE INDEX shop_order_note_like ON shop_order (note text_pattern_ops);

-- index method changed
-- alter_index shop_order.shop_order_room_hash: method
DROP INDEX shop_order_room_hash;
CREATE INDEX shop_order_room_hash ON shop_order (room);
-- undo
DROP INDEX shop_order_room_hash;
CREATE INDEX shop_order_room_hash ON shop_order USING hash (room);

-- index invalid
-- alter_index shop_order.shop_order_created_idx: valid
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'shop_order_created_idx'::regclass;
-- undo
UPDATE pg_index SET indisvalid = true WHERE indexrelid = 'shop_order_created_idx'::regclass;

-- index with a fill factor
-- alter_index shop_order.shop_order_created_idx: options
ALTER INDEX shop_order_created_idx SET (fillfactor = 70);
-- undo
ALTER INDEX shop_order_created_idx RESET (fillfactor);

-- statistics target of an index column
-- alter_index shop_order.shop_order_lower_idx: elements
ALTER INDEX shop_order_lower_idx ALTER COLUMN 1 SET STATISTICS 900;
-- undo
ALTER INDEX shop_order_lower_idx ALTER COLUMN 1 SET STATISTICS -1;

-- table clustered on an index
-- alter_index shop_order.shop_order_created_idx: options
ALTER TABLE shop_order CLUSTER ON shop_order_created_idx;
-- undo
ALTER TABLE shop_order SET WITHOUT CLUSTER;

-- comment on an index
-- alter_index shop_order.shop_order_created_idx: comment
COMMENT ON INDEX shop_order_created_idx IS 'For the front page';
-- undo
COMMENT ON INDEX shop_order_created_idx IS NULL;

-- index of a materialized view dropped
-- drop_index shop_totals.shop_totals_customer
DROP INDEX shop_totals_customer;
-- undo
CREATE UNIQUE INDEX shop_totals_customer ON shop_totals (customer_id);

-- index of a partitioned table dropped
-- drop_index shop_event.shop_event_kind_idx
DROP INDEX shop_event_kind_idx;
-- undo
CREATE INDEX shop_event_kind_idx ON shop_event (kind);

-- index of one partition dropped
-- drop_index shop_event_2026.shop_event_2026_local_idx
DROP INDEX shop_event_2026_local_idx;
-- undo
CREATE INDEX shop_event_2026_local_idx ON shop_event_2026 (id);

-- index of a partitioned table on itself only
-- alter_index shop_event.shop_event_kind_idx: valid
DROP INDEX shop_event_kind_idx;
CREATE INDEX shop_event_kind_idx ON ONLY shop_event (kind);
-- undo
DROP INDEX shop_event_kind_idx;
CREATE INDEX shop_event_kind_idx ON shop_event (kind);

-- extended statistics dropped
-- drop_statistics shop_order.shop_order_numbers
DROP STATISTICS shop_order_numbers;
-- undo
CREATE STATISTICS shop_order_numbers (dependencies) ON customer_id, number FROM shop_order;

-- extended statistics of another kind
-- alter_statistics shop_order.shop_order_numbers: kinds
DROP STATISTICS shop_order_numbers;
CREATE STATISTICS shop_order_numbers (ndistinct) ON customer_id, number FROM shop_order;
-- undo
DROP STATISTICS shop_order_numbers;
CREATE STATISTICS shop_order_numbers (dependencies) ON customer_id, number FROM shop_order;

-- extended statistics with another target
-- alter_statistics shop_order.shop_order_numbers: options
ALTER STATISTICS shop_order_numbers SET STATISTICS 1000;
-- undo
ALTER STATISTICS shop_order_numbers SET STATISTICS -1;

-- index without the collation of its column
-- alter_index shop_customer.shop_customer_code_idx: elements
DROP INDEX shop_customer_code_idx;
CREATE INDEX shop_customer_code_idx ON shop_customer (code COLLATE "default");
-- undo
DROP INDEX shop_customer_code_idx;
CREATE INDEX shop_customer_code_idx ON shop_customer (code);

-- index of a varchar that ignores spaces at the end
-- alter_index shop_customer.shop_customer_code_idx: elements
DROP INDEX shop_customer_code_idx;
CREATE INDEX shop_customer_code_idx ON shop_customer (code bpchar_ops);
-- undo
DROP INDEX shop_customer_code_idx;
CREATE INDEX shop_customer_code_idx ON shop_customer (code);

-- index on an expression with the operator class of another type
-- alter_index shop_order.shop_order_lower_idx: elements
DROP INDEX shop_order_lower_idx;
CREATE INDEX shop_order_lower_idx ON shop_order (lower(note) bpchar_ops);
-- undo
DROP INDEX shop_order_lower_idx;
CREATE INDEX shop_order_lower_idx ON shop_order (lower(note));

-- index that goes with an extension
-- alter_index shop_order.shop_order_created_idx: options
ALTER INDEX shop_order_created_idx DEPENDS ON EXTENSION citext;
-- undo
ALTER INDEX shop_order_created_idx NO DEPENDS ON EXTENSION citext;
