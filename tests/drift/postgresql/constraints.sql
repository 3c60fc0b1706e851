-- primary key dropped
-- drop_primary_key stock.item.item_pkey
ALTER TABLE stock.item DROP CONSTRAINT item_pkey, ALTER id SET NOT NULL;
-- undo
ALTER TABLE stock.item ADD PRIMARY KEY (id);

-- primary key on more columns
-- alter_column shop_old.code: nullable
-- alter_primary_key shop_old.shop_old_pkey: columns
ALTER TABLE shop_old DROP CONSTRAINT shop_old_pkey, ADD PRIMARY KEY (id, code);
-- undo
ALTER TABLE shop_old DROP CONSTRAINT shop_old_pkey, ADD PRIMARY KEY (id), ALTER code DROP NOT NULL;

-- unique constraint dropped
-- drop_unique shop_customer.shop_customer_email_unique
ALTER TABLE shop_customer DROP CONSTRAINT shop_customer_email_unique;
-- undo
ALTER TABLE shop_customer ADD CONSTRAINT shop_customer_email_unique UNIQUE (email);

-- unique constraint turned round
-- alter_unique shop_order.shop_order_number_unique: columns
ALTER TABLE shop_order DROP CONSTRAINT shop_order_number_unique;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_number_unique UNIQUE (number, customer_id);
-- undo
ALTER TABLE shop_order DROP CONSTRAINT shop_order_number_unique;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_number_unique UNIQUE (customer_id, number);

-- unique constraint deferrable
-- alter_unique shop_customer.shop_customer_email_unique: deferrable
ALTER TABLE shop_customer DROP CONSTRAINT shop_customer_email_unique;
ALTER TABLE shop_customer ADD CONSTRAINT shop_customer_email_unique UNIQUE (email) DEFERRABLE;
-- undo
ALTER TABLE shop_customer DROP CONSTRAINT shop_customer_email_unique;
ALTER TABLE shop_customer ADD CONSTRAINT shop_customer_email_unique UNIQUE (email);

-- unique constraint includes a column
-- alter_unique shop_customer.shop_customer_email_unique: include
ALTER TABLE shop_customer DROP CONSTRAINT shop_customer_email_unique;
ALTER TABLE shop_customer ADD CONSTRAINT shop_customer_email_unique UNIQUE (email) INCLUDE (nick);
-- undo
ALTER TABLE shop_customer DROP CONSTRAINT shop_customer_email_unique;
ALTER TABLE shop_customer ADD CONSTRAINT shop_customer_email_unique UNIQUE (email);

-- unique constraint made a mere index
-- drop_unique shop_customer.shop_customer_email_unique
-- add_index shop_customer.shop_customer_email_unique
ALTER TABLE shop_customer DROP CONSTRAINT shop_customer_email_unique;
CREATE UNIQUE INDEX shop_customer_email_unique ON shop_customer (email);
-- undo
ALTER TABLE shop_customer ADD CONSTRAINT shop_customer_email_unique UNIQUE USING INDEX shop_customer_email_unique;

-- CHECK dropped
-- drop_check shop_order.shop_order_total_positive
ALTER TABLE shop_order DROP CONSTRAINT shop_order_total_positive;
-- undo
ALTER TABLE shop_order ADD CONSTRAINT shop_order_total_positive CHECK (total >= 0);

-- CHECK added
-- add_check shop_note.shop_note_kind_small
ALTER TABLE shop_note ADD CONSTRAINT shop_note_kind_small CHECK (kind < 10);
-- undo
ALTER TABLE shop_note DROP CONSTRAINT shop_note_kind_small;

-- CHECK changed
-- alter_check shop_order.shop_order_total_positive: expression
ALTER TABLE shop_order DROP CONSTRAINT shop_order_total_positive;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_total_positive CHECK (total > 0);
-- undo
ALTER TABLE shop_order DROP CONSTRAINT shop_order_total_positive;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_total_positive CHECK (total >= 0);

-- CHECK not valid
-- alter_check shop_order.shop_order_total_positive: validated
ALTER TABLE shop_order DROP CONSTRAINT shop_order_total_positive;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_total_positive CHECK (total >= 0) NOT VALID;
-- undo
ALTER TABLE shop_order VALIDATE CONSTRAINT shop_order_total_positive;

-- CHECK renamed
-- drop_check shop_order.shop_order_total_positive
-- add_check shop_order.total_is_positive
ALTER TABLE shop_order RENAME CONSTRAINT shop_order_total_positive TO total_is_positive;
-- undo
ALTER TABLE shop_order RENAME CONSTRAINT total_is_positive TO shop_order_total_positive;

-- CHECK renamed that somebody named as the server would
-- add_check shop_note.id_is_small_check
-- drop_check shop_note.shop_note_id_small_check
ALTER TABLE shop_note RENAME CONSTRAINT shop_note_id_small_check TO id_is_small_check;
-- undo
ALTER TABLE shop_note RENAME CONSTRAINT id_is_small_check TO shop_note_id_small_check;

-- CHECK not inherited
-- alter_check shop_order.shop_order_total_positive: options
ALTER TABLE shop_order DROP CONSTRAINT shop_order_total_positive;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_total_positive CHECK (total >= 0) NO INHERIT;
-- undo
ALTER TABLE shop_order DROP CONSTRAINT shop_order_total_positive;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_total_positive CHECK (total >= 0);

-- foreign key dropped
-- drop_foreign_key shop_order.shop_order_customer_fk
ALTER TABLE shop_order DROP CONSTRAINT shop_order_customer_fk;
-- undo
ALTER TABLE shop_order ADD CONSTRAINT shop_order_customer_fk FOREIGN KEY (customer_id) REFERENCES shop_customer ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- foreign key added
-- add_foreign_key shop_old.shop_old_other
ALTER TABLE shop_old ADD CONSTRAINT shop_old_other FOREIGN KEY (id) REFERENCES stock.item;
-- undo
ALTER TABLE shop_old DROP CONSTRAINT shop_old_other;

-- ON DELETE changed
-- alter_foreign_key shop_order.shop_order_customer_fk: on_delete
ALTER TABLE shop_order DROP CONSTRAINT shop_order_customer_fk;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_customer_fk FOREIGN KEY (customer_id) REFERENCES shop_customer ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
-- undo
ALTER TABLE shop_order DROP CONSTRAINT shop_order_customer_fk;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_customer_fk FOREIGN KEY (customer_id) REFERENCES shop_customer ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- ON UPDATE changed
-- alter_foreign_key shop_order.shop_order_customer_fk: on_update
ALTER TABLE shop_order DROP CONSTRAINT shop_order_customer_fk;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_customer_fk FOREIGN KEY (customer_id) REFERENCES shop_customer ON UPDATE CASCADE ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
-- undo
ALTER TABLE shop_order DROP CONSTRAINT shop_order_customer_fk;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_customer_fk FOREIGN KEY (customer_id) REFERENCES shop_customer ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- foreign key checked at once
-- alter_foreign_key shop_order.shop_order_customer_fk: deferrable
ALTER TABLE shop_order ALTER CONSTRAINT shop_order_customer_fk NOT DEFERRABLE;
-- undo
ALTER TABLE shop_order ALTER CONSTRAINT shop_order_customer_fk DEFERRABLE INITIALLY DEFERRED;

-- foreign key deferrable, but not deferred
-- alter_foreign_key shop_order.shop_order_customer_fk: deferrable
ALTER TABLE shop_order ALTER CONSTRAINT shop_order_customer_fk DEFERRABLE INITIALLY IMMEDIATE;
-- undo
ALTER TABLE shop_order ALTER CONSTRAINT shop_order_customer_fk DEFERRABLE INITIALLY DEFERRED;

-- foreign key not valid
-- alter_foreign_key shop_order.shop_order_customer_fk: validated
ALTER TABLE shop_order DROP CONSTRAINT shop_order_customer_fk;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_customer_fk FOREIGN KEY (customer_id) REFERENCES shop_customer ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID;
-- undo
ALTER TABLE shop_order VALIDATE CONSTRAINT shop_order_customer_fk;

-- foreign key that matches in full
-- alter_foreign_key shop_order.shop_order_customer_fk: match
ALTER TABLE shop_order DROP CONSTRAINT shop_order_customer_fk;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_customer_fk FOREIGN KEY (customer_id) REFERENCES shop_customer MATCH FULL ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
-- undo
ALTER TABLE shop_order DROP CONSTRAINT shop_order_customer_fk;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_customer_fk FOREIGN KEY (customer_id) REFERENCES shop_customer ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- foreign key to another table
-- alter_foreign_key stock.item.item_order_id_fkey: target
ALTER TABLE stock.item DROP CONSTRAINT item_order_id_fkey;
ALTER TABLE stock.item ADD CONSTRAINT item_order_id_fkey FOREIGN KEY (order_id) REFERENCES shop_customer (id);
-- undo
ALTER TABLE stock.item DROP CONSTRAINT item_order_id_fkey;
ALTER TABLE stock.item ADD CONSTRAINT item_order_id_fkey FOREIGN KEY (order_id) REFERENCES shop_order (id);

-- foreign keys switched off with all triggers
-- alter_foreign_key stock.item.item_order_id_fkey: options
ALTER TABLE stock.item DISABLE TRIGGER ALL;
-- undo
ALTER TABLE stock.item ENABLE TRIGGER ALL;

-- foreign keys switched off on the other side
-- alter_foreign_key shop_order.shop_order_customer_fk: options
ALTER TABLE shop_customer DISABLE TRIGGER ALL;
-- undo
ALTER TABLE shop_customer ENABLE TRIGGER ALL;

-- foreign key switched off on one partition
-- add_foreign_key shop_event.shop_event_customer_fk
-- add_trigger shop_event_2025.shop_event_customer_fk
-- add_trigger shop_event_2025.shop_event_touch
ALTER TABLE shop_event ADD CONSTRAINT shop_event_customer_fk FOREIGN KEY (id) REFERENCES shop_customer (id);
ALTER TABLE shop_event_2025 DISABLE TRIGGER ALL;
-- undo
ALTER TABLE shop_event_2025 ENABLE TRIGGER ALL;
ALTER TABLE shop_event DROP CONSTRAINT shop_event_customer_fk;

-- exclusion dropped
-- drop_exclusion shop_order.shop_order_period_free
ALTER TABLE shop_order DROP CONSTRAINT shop_order_period_free;
-- undo
ALTER TABLE shop_order ADD CONSTRAINT shop_order_period_free EXCLUDE USING gist (period WITH &&) WHERE (active);

-- exclusion with another operator
-- alter_exclusion shop_order.shop_order_period_free: elements
ALTER TABLE shop_order DROP CONSTRAINT shop_order_period_free;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_period_free EXCLUDE USING gist (period WITH -|-) WHERE (active);
-- undo
ALTER TABLE shop_order DROP CONSTRAINT shop_order_period_free;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_period_free EXCLUDE USING gist (period WITH &&) WHERE (active);

-- exclusion for all rows
-- alter_exclusion shop_order.shop_order_period_free: predicate
ALTER TABLE shop_order DROP CONSTRAINT shop_order_period_free;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_period_free EXCLUDE USING gist (period WITH &&);
-- undo
ALTER TABLE shop_order DROP CONSTRAINT shop_order_period_free;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_period_free EXCLUDE USING gist (period WITH &&) WHERE (active);

-- comment on a constraint
-- alter_check shop_order.shop_order_total_positive: comment
COMMENT ON CONSTRAINT shop_order_total_positive ON shop_order IS 'No debts';
-- undo
COMMENT ON CONSTRAINT shop_order_total_positive ON shop_order IS NULL;
