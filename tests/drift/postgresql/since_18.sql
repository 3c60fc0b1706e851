-- generated column no longer stored
-- alter_column shop_customer.mail: generated
ALTER TABLE shop_customer DROP mail, ADD mail text GENERATED ALWAYS AS (lower(name)) VIRTUAL;
-- undo
ALTER TABLE shop_customer DROP mail, ADD mail text GENERATED ALWAYS AS (lower(name)) STORED;

-- CHECK not enforced
-- alter_check shop_order.shop_order_total_positive: validated options
ALTER TABLE shop_order DROP CONSTRAINT shop_order_total_positive;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_total_positive CHECK (total >= 0) NOT ENFORCED;
-- undo
ALTER TABLE shop_order DROP CONSTRAINT shop_order_total_positive;
ALTER TABLE shop_order ADD CONSTRAINT shop_order_total_positive CHECK (total >= 0);

-- foreign key not enforced
-- alter_foreign_key shop_order.shop_order_customer_fk: validated options
ALTER TABLE shop_order ALTER CONSTRAINT shop_order_customer_fk NOT ENFORCED;
-- undo
ALTER TABLE shop_order ALTER CONSTRAINT shop_order_customer_fk ENFORCED;

-- NOT NULL not valid
-- alter_column shop_note.body: nullable options
ALTER TABLE shop_note ADD CONSTRAINT shop_note_body_there NOT NULL body NOT VALID;
-- undo
ALTER TABLE shop_note ALTER body DROP NOT NULL;

