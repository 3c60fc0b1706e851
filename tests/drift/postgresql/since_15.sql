-- identity without a log
-- alter_column shop_customer.id: identity
ALTER SEQUENCE shop_customer_id_seq SET UNLOGGED;
-- undo
ALTER SEQUENCE shop_customer_id_seq SET LOGGED;

-- unique constraint with nulls not distinct
-- alter_unique shop_customer.shop_customer_email_unique: nulls_distinct
ALTER TABLE shop_customer DROP CONSTRAINT shop_customer_email_unique;
ALTER TABLE shop_customer ADD CONSTRAINT shop_customer_email_unique UNIQUE NULLS NOT DISTINCT (email);
-- undo
ALTER TABLE shop_customer DROP CONSTRAINT shop_customer_email_unique;
ALTER TABLE shop_customer ADD CONSTRAINT shop_customer_email_unique UNIQUE (email);

-- foreign key that clears one column of two
-- alter_foreign_key stock.pair.pair_box_fk: on_delete
ALTER TABLE stock.pair DROP CONSTRAINT pair_box_fk;
ALTER TABLE stock.pair ADD CONSTRAINT pair_box_fk FOREIGN KEY (aisle, shelf) REFERENCES stock.box (aisle, shelf) ON DELETE SET NULL (shelf);
-- undo
ALTER TABLE stock.pair DROP CONSTRAINT pair_box_fk;
ALTER TABLE stock.pair ADD CONSTRAINT pair_box_fk FOREIGN KEY (aisle, shelf) REFERENCES stock.box (aisle, shelf) ON DELETE SET NULL;

-- unique index with nulls not distinct
-- alter_index shop_order.shop_order_note_once: nulls_distinct
DROP INDEX shop_order_note_once;
CREATE UNIQUE INDEX shop_order_note_once ON shop_order (note) NULLS NOT DISTINCT WHERE active;
-- undo
DROP INDEX shop_order_note_once;
CREATE UNIQUE INDEX shop_order_note_once ON shop_order (note) WHERE active;

-- view with the rights of who asks
-- alter_view shop_open: options
ALTER VIEW shop_open SET (security_invoker = true);
-- undo
ALTER VIEW shop_open RESET (security_invoker);

-- publication of some rows
-- alter_other shop_changes: definition
ALTER PUBLICATION shop_changes SET TABLE shop_order WHERE (id > 10);
-- undo
ALTER PUBLICATION shop_changes SET TABLE shop_order;

-- publication of some columns
-- alter_other shop_changes: definition
ALTER PUBLICATION shop_changes SET TABLE shop_order (id, total);
-- undo
ALTER PUBLICATION shop_changes SET TABLE shop_order;

-- publication of a schema
-- alter_other shop_changes: definition
ALTER PUBLICATION shop_changes ADD TABLES IN SCHEMA stock;
-- undo
ALTER PUBLICATION shop_changes DROP TABLES IN SCHEMA stock;
