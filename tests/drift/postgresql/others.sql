-- schema added
-- add_schema shop_spare
CREATE SCHEMA shop_spare;
-- undo
DROP SCHEMA shop_spare;

-- comment on a schema
-- alter_schema stock: comment
COMMENT ON SCHEMA stock IS 'What we have';
-- undo
COMMENT ON SCHEMA stock IS NULL;

-- extension added
-- add_extension pg_trgm
CREATE EXTENSION pg_trgm;
-- undo
DROP EXTENSION pg_trgm;

-- extension moved
-- alter_extension citext: home
-- alter_column shop_customer.email
ALTER EXTENSION citext SET SCHEMA stock;
-- undo
ALTER EXTENSION citext SET SCHEMA public;

-- view dropped
-- drop_view shop_open
DROP VIEW shop_open;
-- undo
CREATE VIEW shop_open AS SELECT id, total FROM shop_order WHERE active;

-- view with another body
-- alter_view shop_open: body
CREATE OR REPLACE VIEW shop_open AS SELECT id, total FROM shop_order;
-- undo
CREATE OR REPLACE VIEW shop_open AS SELECT id, total FROM shop_order WHERE active;

-- view that checks what is written
-- alter_view shop_open: options
ALTER VIEW shop_open SET (check_option = local);
-- undo
ALTER VIEW shop_open RESET (check_option);

-- view column with a default
-- alter_view shop_open: options
ALTER VIEW shop_open ALTER total SET DEFAULT 5;
-- undo
ALTER VIEW shop_open ALTER total DROP DEFAULT;

-- trigger of a view
-- add_trigger shop_open.shop_open_write
CREATE TRIGGER shop_open_write INSTEAD OF INSERT ON shop_open FOR EACH ROW EXECUTE FUNCTION shop_touch();
-- undo
DROP TRIGGER shop_open_write ON shop_open;

-- comment on a view
-- alter_view shop_open: comment
COMMENT ON VIEW shop_open IS 'Not yet sent';
-- undo
COMMENT ON VIEW shop_open IS NULL;

-- comment on a column of a view
-- alter_view shop_open: options
COMMENT ON COLUMN shop_open.total IS 'In euros';
-- undo
COMMENT ON COLUMN shop_open.total IS NULL;

-- materialized view with another body
-- alter_view shop_totals: body
DROP MATERIALIZED VIEW shop_totals;
CREATE MATERIALIZED VIEW shop_totals AS SELECT customer_id, max(total) AS total FROM shop_order GROUP BY customer_id;
CREATE UNIQUE INDEX shop_totals_customer ON shop_totals (customer_id);
-- undo
DROP MATERIALIZED VIEW shop_totals;
CREATE MATERIALIZED VIEW shop_totals AS SELECT customer_id, sum(total) AS total FROM shop_order GROUP BY customer_id;
CREATE UNIQUE INDEX shop_totals_customer ON shop_totals (customer_id);

-- view made a table
-- add_table shop_open
-- drop_view shop_open
DROP VIEW shop_open;
CREATE TABLE shop_open (id bigint, total numeric(10, 2));
-- undo
DROP TABLE shop_open;
CREATE VIEW shop_open AS SELECT id, total FROM shop_order WHERE active;

-- function with another body
-- alter_routine shop_double(integer): body
CREATE OR REPLACE FUNCTION shop_double(value integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $1';
-- undo
CREATE OR REPLACE FUNCTION shop_double(value integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';

-- trigger function with another body
-- alter_routine shop_touch(): body
CREATE OR REPLACE FUNCTION shop_touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
-- undo
CREATE OR REPLACE FUNCTION shop_touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';

-- function volatile
-- alter_routine shop_double(integer): options
ALTER FUNCTION shop_double VOLATILE;
-- undo
ALTER FUNCTION shop_double IMMUTABLE;

-- function with the rights of its owner
-- alter_routine shop_double(integer): options
ALTER FUNCTION shop_double SECURITY DEFINER;
-- undo
ALTER FUNCTION shop_double SECURITY INVOKER;

-- function with settings
-- alter_routine shop_double(integer): options
ALTER FUNCTION shop_double SET search_path = stock;
-- undo
ALTER FUNCTION shop_double RESET search_path;

-- function strict, parallel and dearer
-- alter_routine shop_double(integer): options
ALTER FUNCTION shop_double STRICT PARALLEL SAFE COST 7;
-- undo
ALTER FUNCTION shop_double CALLED ON NULL INPUT PARALLEL UNSAFE COST 100;

-- function with a default for its argument
-- alter_routine shop_double(integer): arguments
CREATE OR REPLACE FUNCTION shop_double(value integer DEFAULT 4) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
-- undo
DROP FUNCTION shop_double;
CREATE FUNCTION shop_double(value integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';

-- function for other arguments
-- add_routine shop_double(bigint)
CREATE FUNCTION shop_double(value bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
-- undo
DROP FUNCTION shop_double(bigint);

-- procedure dropped
-- drop_routine shop_clean()
DROP PROCEDURE shop_clean;
-- undo
CREATE PROCEDURE shop_clean() LANGUAGE sql AS 'DELETE FROM shop_note';

-- aggregate with another start
-- alter_routine shop_sum(integer): body
CREATE OR REPLACE AGGREGATE shop_sum(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '5');
-- undo
CREATE OR REPLACE AGGREGATE shop_sum(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');

-- comment on a function
-- alter_routine shop_double(integer): comment
COMMENT ON FUNCTION shop_double IS 'Twice as much';
-- undo
COMMENT ON FUNCTION shop_double IS NULL;

-- enum with one more label
-- alter_enum shop_mood: labels
ALTER TYPE shop_mood ADD VALUE 'fair' BEFORE 'bad';
-- undo
DROP TYPE shop_mood;
CREATE TYPE shop_mood AS ENUM ('good', 'bad');

-- enum in another order
-- alter_enum shop_mood: labels
DROP TYPE shop_mood;
CREATE TYPE shop_mood AS ENUM ('bad', 'good');
-- undo
DROP TYPE shop_mood;
CREATE TYPE shop_mood AS ENUM ('good', 'bad');

-- enum label renamed
-- alter_enum shop_state: labels
-- alter_column shop_order.state: default
ALTER TYPE shop_state RENAME VALUE 'new' TO 'fresh';
-- undo
ALTER TYPE shop_state RENAME VALUE 'fresh' TO 'new';

-- comment on a type
-- alter_enum shop_state: comment
COMMENT ON TYPE shop_state IS 'How far it is';
-- undo
COMMENT ON TYPE shop_state IS NULL;

-- domain without its check
-- drop_check shop_price.shop_price_positive
ALTER DOMAIN shop_price DROP CONSTRAINT shop_price_positive;
-- undo
ALTER DOMAIN shop_price ADD CONSTRAINT shop_price_positive CHECK (VALUE >= 0);

-- domain with another check
-- alter_check shop_price.shop_price_positive: expression
ALTER DOMAIN shop_price DROP CONSTRAINT shop_price_positive;
ALTER DOMAIN shop_price ADD CONSTRAINT shop_price_positive CHECK (VALUE > 0);
-- undo
ALTER DOMAIN shop_price DROP CONSTRAINT shop_price_positive;
ALTER DOMAIN shop_price ADD CONSTRAINT shop_price_positive CHECK (VALUE >= 0);

-- domain with a check not valid
-- alter_check shop_price.shop_price_positive: validated
ALTER DOMAIN shop_price DROP CONSTRAINT shop_price_positive;
ALTER DOMAIN shop_price ADD CONSTRAINT shop_price_positive CHECK (VALUE >= 0) NOT VALID;
-- undo
ALTER DOMAIN shop_price VALIDATE CONSTRAINT shop_price_positive;

-- domain with another default
-- alter_domain shop_price: default
ALTER DOMAIN shop_price SET DEFAULT 1;
-- undo
ALTER DOMAIN shop_price SET DEFAULT 0;

-- domain NOT NULL
-- alter_domain shop_price: nullable
ALTER DOMAIN shop_price SET NOT NULL;
-- undo
ALTER DOMAIN shop_price DROP NOT NULL;

-- row type with one more attribute
-- alter_composite_type shop_point: attributes
ALTER TYPE shop_point ADD ATTRIBUTE z integer;
-- undo
ALTER TYPE shop_point DROP ATTRIBUTE z;

-- range type of another type
-- alter_other shop_span: definition
DROP TYPE shop_span;
CREATE TYPE shop_span AS RANGE (subtype = numeric);
-- undo
DROP TYPE shop_span;
CREATE TYPE shop_span AS RANGE (subtype = float8);

-- sequence counts by two
-- alter_sequence shop_number: increment
ALTER SEQUENCE shop_number INCREMENT 2;
-- undo
ALTER SEQUENCE shop_number INCREMENT 1;

-- sequence of another type
-- alter_sequence shop_number: type
ALTER SEQUENCE shop_number AS integer;
-- undo
ALTER SEQUENCE shop_number AS bigint;

-- sequence starts over
-- alter_sequence shop_number: cycle
ALTER SEQUENCE shop_number CYCLE;
-- undo
ALTER SEQUENCE shop_number NO CYCLE;

-- sequence owned by a column
-- alter_sequence shop_number: owned_by
ALTER SEQUENCE shop_number OWNED BY shop_note.id;
-- undo
ALTER SEQUENCE shop_number OWNED BY NONE;

-- sequence dropped
-- drop_sequence shop_number
DROP SEQUENCE shop_number;
-- undo
CREATE SEQUENCE shop_number START 100;

-- operator with a helper
-- alter_other === (integer, integer): definition
ALTER OPERATOR === (integer, integer) SET (RESTRICT = eqsel);
-- undo
ALTER OPERATOR === (integer, integer) SET (RESTRICT = NONE);

-- cast added
-- add_other shop_point AS text
CREATE CAST (shop_point AS text) WITH INOUT AS ASSIGNMENT;
-- undo
DROP CAST (shop_point AS text);

-- event trigger disabled
-- alter_other shop_ddl: definition
ALTER EVENT TRIGGER shop_ddl DISABLE;
-- undo
ALTER EVENT TRIGGER shop_ddl ENABLE;

-- event trigger for some commands
-- alter_other shop_ddl: definition
DROP EVENT TRIGGER shop_ddl;
CREATE EVENT TRIGGER shop_ddl ON ddl_command_end WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION shop_watch();
-- undo
DROP EVENT TRIGGER shop_ddl;
CREATE EVENT TRIGGER shop_ddl ON ddl_command_end EXECUTE FUNCTION shop_watch();

-- publication without deletions
-- alter_other shop_changes: definition
ALTER PUBLICATION shop_changes SET (publish = 'insert, update');
-- undo
ALTER PUBLICATION shop_changes SET (publish = 'insert, update, delete, truncate');

-- publication of another table
-- alter_other shop_changes: definition
ALTER PUBLICATION shop_changes ADD TABLE shop_note;
-- undo
ALTER PUBLICATION shop_changes DROP TABLE shop_note;

-- subscription added
-- add_other shop_mirror
CREATE SUBSCRIPTION shop_mirror CONNECTION 'host=127.0.0.1' PUBLICATION shop_changes WITH (connect = false, slot_name = NONE);
-- undo
DROP SUBSCRIPTION shop_mirror;

-- foreign data wrapper with an option
-- alter_other shop_wrapper: definition
ALTER FOREIGN DATA WRAPPER shop_wrapper OPTIONS (ADD place 'there');
-- undo
ALTER FOREIGN DATA WRAPPER shop_wrapper OPTIONS (DROP place);

-- foreign server with an option
-- alter_other shop_server: definition
ALTER SERVER shop_server OPTIONS (ADD place 'there');
-- undo
ALTER SERVER shop_server OPTIONS (DROP place);

-- text search with another dictionary
-- alter_other shop_search: definition
ALTER TEXT SEARCH CONFIGURATION shop_search ALTER MAPPING FOR word WITH english_stem;
-- undo
ALTER TEXT SEARCH CONFIGURATION shop_search ALTER MAPPING FOR word WITH simple;

-- comment on a publication
-- alter_other shop_changes: comment
COMMENT ON PUBLICATION shop_changes IS 'For the warehouse';
-- undo
COMMENT ON PUBLICATION shop_changes IS NULL;

-- aggregate that ends in a function
-- alter_routine shop_sum(integer): body
CREATE OR REPLACE AGGREGATE shop_sum(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', FINALFUNC = shop_last);
-- undo
CREATE OR REPLACE AGGREGATE shop_sum(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');

-- aggregate that changes its state at the end
-- alter_routine shop_sum(integer): body
CREATE OR REPLACE AGGREGATE shop_sum(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', FINALFUNC = shop_last, FINALFUNC_MODIFY = READ_WRITE);
-- undo
CREATE OR REPLACE AGGREGATE shop_sum(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');

-- aggregate that moves
-- alter_routine shop_sum(integer): body
CREATE OR REPLACE AGGREGATE shop_sum(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer, MSSPACE = 9, MFINALFUNC = shop_last, MINITCOND = '1');
-- undo
CREATE OR REPLACE AGGREGATE shop_sum(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');

-- function that transforms a type
-- alter_routine shop_double(integer): options
-- add_other integer LANGUAGE sql
CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));
CREATE OR REPLACE FUNCTION shop_double(value integer) RETURNS integer LANGUAGE sql TRANSFORM FOR TYPE integer IMMUTABLE AS 'SELECT $1 * 2';
-- undo
DROP TRANSFORM FOR integer LANGUAGE sql CASCADE;
CREATE OR REPLACE FUNCTION shop_double(value integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';

-- function that goes with an extension
-- alter_routine shop_double(integer): options
ALTER FUNCTION shop_double DEPENDS ON EXTENSION citext;
-- undo
ALTER FUNCTION shop_double NO DEPENDS ON EXTENSION citext;

-- materialized view that goes with an extension
-- alter_view shop_totals: options
ALTER MATERIALIZED VIEW shop_totals DEPENDS ON EXTENSION citext;
-- undo
ALTER MATERIALIZED VIEW shop_totals NO DEPENDS ON EXTENSION citext;

-- another function with the name of one that an operator runs
-- add_routine int4eq(text, text)
CREATE FUNCTION int4eq(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
-- undo
DROP FUNCTION int4eq(text, text);

-- another function with the name of one that an aggregate runs
-- add_routine int4pl(text, text)
CREATE FUNCTION int4pl(text, text) RETURNS text LANGUAGE sql AS 'SELECT $1';
-- undo
DROP FUNCTION int4pl(text, text);

-- another function with the name of one that reads a type
-- add_routine shop_size_in(text, text)
CREATE FUNCTION shop_size_in(text, text) RETURNS text LANGUAGE sql AS 'SELECT $1';
-- undo
DROP FUNCTION shop_size_in(text, text);

-- operator of the same name for another type
-- add_other === (text, text)
CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq);
-- undo
DROP OPERATOR === (text, text);

-- sequence owned by a column that has one already
-- alter_sequence shop_number: owned_by
ALTER SEQUENCE shop_number OWNED BY shop_customer.id;
-- undo
ALTER SEQUENCE shop_number OWNED BY NONE;

-- sequence owned by a serial column that has one already
-- alter_sequence shop_number: owned_by
ALTER SEQUENCE shop_number OWNED BY shop_old.id;
-- undo
ALTER SEQUENCE shop_number OWNED BY NONE;

-- type announced, but not made, dropped
-- drop_other shop_shell
DROP TYPE shop_shell;
-- undo
CREATE TYPE shop_shell;

-- base type that is analyzed in another way
-- alter_other shop_size: definition
ALTER TYPE shop_size SET (ANALYZE = array_typanalyze);
-- undo
ALTER TYPE shop_size SET (ANALYZE = NONE);

-- text search parser with headlines
-- alter_other shop_words: definition
DROP TEXT SEARCH PARSER shop_words;
CREATE TEXT SEARCH PARSER shop_words (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
-- undo
DROP TEXT SEARCH PARSER shop_words;
CREATE TEXT SEARCH PARSER shop_words (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
