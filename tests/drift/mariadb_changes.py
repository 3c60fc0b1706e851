"""What somebody may change by hand in the schema of ``mariadb_base``, and what must be found."""

from __future__ import annotations

from tests.drift.harness import Injection


def change(name: str, do: str | tuple[str, ...], undo: str | tuple[str, ...], *found: str) -> Injection:
    """``found`` are texts such as "alter_column shop_order.total: type default"; the first may name fields."""
    pairs = [text.partition(": ")[0].partition(" ")[::2] for text in found]
    fields = found[0].partition(": ")[2].split()
    return Injection(name, _several(do), _several(undo), tuple(pairs), tuple(fields))


def _several(statements: str | tuple[str, ...]) -> tuple[str, ...]:
    return (statements,) if isinstance(statements, str) else statements


def column(name: str, do: str, undo: str, fields: str, table: str = "shop_order", what: str = "") -> Injection:
    """A column that is modified: its definitions after and before."""
    found = f"alter_column {table.strip('`').replace('``', '`')}.{what or do.split()[0]}: {fields}"
    return change(name, f"ALTER TABLE {table} MODIFY {do}", f"ALTER TABLE {table} MODIFY {undo}", found)


TOTAL = "total decimal(8,2) NOT NULL DEFAULT 0"
SEEN = "seen datetime(6) NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)"
KIND = "kind enum('person','company') NOT NULL DEFAULT 'person'"
CODE = "code varchar(10) CHARACTER SET latin1 COLLATE latin1_bin NULL"

COLUMNS = [
    change("a column is added", "ALTER TABLE shop_order ADD note text",
           "ALTER TABLE shop_order DROP note", "add_column shop_order.note"),
    change("a column is dropped", "ALTER TABLE shop_line DROP amount",
           "ALTER TABLE shop_line ADD amount int NOT NULL", "drop_column shop_line.amount"),
    change("a column is renamed", "ALTER TABLE shop_line RENAME COLUMN amount TO quantity",
           "ALTER TABLE shop_line RENAME COLUMN quantity TO amount",
           "drop_column shop_line.amount", "add_column shop_line.quantity"),
    column("a number gets more digits", "total decimal(10,2) NOT NULL DEFAULT 0", TOTAL, "type"),
    column("a number loses digits behind the point", "total decimal(8,1) NOT NULL DEFAULT 0", TOTAL, "type default"),
    column("a column may be NULL", "total decimal(8,2) NULL DEFAULT 0", TOTAL, "nullable"),
    column("a default is changed", "total decimal(8,2) NOT NULL DEFAULT 1", TOTAL, "default"),
    column("a default is dropped", "total decimal(8,2) NOT NULL", TOTAL, "default"),
    column("a default is an expression", "total decimal(8,2) NOT NULL DEFAULT (1 + rand())", TOTAL, "default"),
    column("a text is shorter", "number varchar(19) NOT NULL", "number varchar(20) NOT NULL", "type"),
    column("a text is of fixed length", "number char(20) NOT NULL", "number varchar(20) NOT NULL", "type"),
    column("a text compares otherwise", "number varchar(20) COLLATE utf8mb4_bin NOT NULL",
           "number varchar(20) NOT NULL", "collation"),
    column("a text has another character set", "code varchar(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL",
           CODE, "collation", "shop_customer"),
    column("a date loses its fractions", "placed_at datetime NOT NULL", "placed_at datetime(6) NOT NULL", "type"),
    column("a date has a time zone", "placed_at timestamp(6) NOT NULL DEFAULT '2030-01-01 00:00:00'",
           "placed_at datetime(6) NOT NULL", "type default"),
    column("numbers are smaller", "amount smallint NOT NULL", "amount int NOT NULL", "type", "shop_line"),
    column("numbers are unsigned", "amount int unsigned NOT NULL", "amount int NOT NULL", "type", "shop_line"),
    column("numbers have leading zeros", "amount int(5) zerofill NOT NULL", "amount int NOT NULL", "type", "shop_line"),
    column("a boolean is a number", "active tinyint NOT NULL DEFAULT 1", "active bool NOT NULL DEFAULT 1", "type",
           "shop_customer"),
    column("numbers are not counted up", "id bigint NOT NULL", "id bigint NOT NULL AUTO_INCREMENT", "identity",
           "django_migrations"),
    column("an enum has a label more", "kind enum('person','company','club') NOT NULL DEFAULT 'person'", KIND, "type",
           "shop_customer"),
    column("an enum has another order", "kind enum('company','person') NOT NULL DEFAULT 'person'", KIND, "type",
           "shop_customer"),
    column("a column is not set by updates", "seen datetime(6) NULL DEFAULT CURRENT_TIMESTAMP(6)", SEEN, "options",
           "shop_customer"),
    column("a time stands still", "seen datetime(6) NULL ON UPDATE CURRENT_TIMESTAMP(6)", SEEN, "default",
           "shop_customer"),
    column("a hidden column is shown", "secret int DEFAULT 7", "secret int INVISIBLE DEFAULT 7", "options",
           "shop_customer"),
    column("a file is not compressed", "raw_file longblob NULL", "raw_file longblob COMPRESSED NULL", "options",
           "shop_customer"),
    column("a column is commented", "amount int NOT NULL COMMENT 'how many; it''s a count'", "amount int NOT NULL",
           "comment", "shop_line"),
    column("another expression is generated", "double_age int AS (age * 3) STORED", "double_age int AS (age * 2) STORED",
           "generated", "shop_customer"),
    change("a generated column is an ordinary one",
           ("ALTER TABLE shop_customer DROP label",
            "ALTER TABLE shop_customer ADD label varchar(200) AFTER double_age"),
           ("ALTER TABLE shop_customer DROP label", "ALTER TABLE shop_customer ADD label varchar(200)"
            " AS (concat(name, ' <', email, '>')) VIRTUAL AFTER double_age"),
           "alter_column shop_customer.label: generated"),
    change("a virtual column is stored",
           ("ALTER TABLE shop_customer DROP label", "ALTER TABLE shop_customer ADD label varchar(200)"
            " AS (concat(name, ' <', email, '>')) STORED AFTER double_age"),
           ("ALTER TABLE shop_customer DROP label", "ALTER TABLE shop_customer ADD label varchar(200)"
            " AS (concat(name, ' <', email, '>')) VIRTUAL AFTER double_age"),
           "alter_column shop_customer.label: generated"),
    column("a default of a function is gone", "token uuid NULL", "token uuid NULL DEFAULT UUID()", "default",
           "shop_customer"),
    change("a column is not versioned", ("SET system_versioning_alter_history = KEEP",
           "ALTER TABLE versioned MODIFY x int WITHOUT SYSTEM VERSIONING"),
           "ALTER TABLE versioned MODIFY x int WITH SYSTEM VERSIONING", "alter_column versioned.x: options"),
    column("a column with an odd name", "`a b` bigint", "`a b` int", "type", "`odd ``names`", "a b"),
]  # fmt: skip

FK = "FOREIGN KEY (parent_id) REFERENCES shop_order (id)"
BY_HAND = "ALTER TABLE shop_order DROP FOREIGN KEY order_parent, ADD CONSTRAINT order_parent "
DROPPED = "ALTER TABLE shop_order DROP FOREIGN KEY order_parent"


def foreign_key(name: str, clause: str, fields: str) -> Injection:
    """The foreign key to the parent, with something else behind it."""
    again = (DROPPED, f"ALTER TABLE shop_order ADD CONSTRAINT order_parent {FK} ON DELETE SET NULL")
    do = (DROPPED, f"ALTER TABLE shop_order ADD CONSTRAINT order_parent {clause}")
    return change(name, do, again, f"alter_foreign_key shop_order.order_parent: {fields}")


CONSTRAINTS = [
    foreign_key("children go with their parents", f"{FK} ON DELETE CASCADE", "on_delete"),
    foreign_key("parents with children stay", FK, "on_delete"),
    foreign_key("children follow their parents", f"{FK} ON DELETE SET NULL ON UPDATE CASCADE", "on_update"),
    foreign_key("parents are elsewhere", "FOREIGN KEY (parent_id) REFERENCES shop_customer (id) ON DELETE SET NULL",
                "target"),
    change("a foreign key is dropped", DROPPED,
           f"ALTER TABLE shop_order ADD CONSTRAINT order_parent {FK} ON DELETE SET NULL",
           "drop_foreign_key shop_order.order_parent", "alter_index shop_order.order_parent: auto_named"),
    change("a foreign key is added", "ALTER TABLE shop_line ADD CONSTRAINT line_order FOREIGN KEY (order_id)"
           " REFERENCES shop_order (id)", "ALTER TABLE shop_line DROP FOREIGN KEY line_order",
           "add_foreign_key shop_line.line_order"),
    change("a primary key has another order", "ALTER TABLE shop_line DROP PRIMARY KEY, ADD PRIMARY KEY (place, order_id)",
           "ALTER TABLE shop_line DROP PRIMARY KEY, ADD PRIMARY KEY (order_id, place)",
           "alter_primary_key shop_line.PRIMARY: columns"),
    change("a primary key is dropped", "ALTER TABLE shop_line DROP PRIMARY KEY",
           "ALTER TABLE shop_line ADD PRIMARY KEY (order_id, place)", "drop_primary_key shop_line.PRIMARY"),
    change("a unique constraint is dropped", "ALTER TABLE shop_order DROP INDEX one_number",
           "ALTER TABLE shop_order ADD CONSTRAINT one_number UNIQUE (number, customer_id)",
           "drop_unique shop_order.one_number"),
    change("a unique constraint has another column", "ALTER TABLE shop_order DROP INDEX one_number,"
           " ADD CONSTRAINT one_number UNIQUE (number, placed_at)", "ALTER TABLE shop_order DROP INDEX one_number,"
           " ADD CONSTRAINT one_number UNIQUE (number, customer_id)",
           "alter_unique shop_order.one_number: columns"),
    change("what was unique is only indexed", "ALTER TABLE shop_order DROP INDEX one_number,"
           " ADD INDEX one_number (number, customer_id)", "ALTER TABLE shop_order DROP INDEX one_number,"
           " ADD CONSTRAINT one_number UNIQUE (number, customer_id)",
           "drop_unique shop_order.one_number", "add_index shop_order.one_number"),
    change("a unique constraint is ignored by queries", "ALTER TABLE shop_order ALTER INDEX one_number IGNORED",
           "ALTER TABLE shop_order ALTER INDEX one_number NOT IGNORED", "alter_unique shop_order.one_number: options"),
    change("a unique constraint is added", "ALTER TABLE shop_line ADD UNIQUE by_hand (amount)",
           "ALTER TABLE shop_line DROP INDEX by_hand", "add_unique shop_line.by_hand"),
    change("a check is dropped", "ALTER TABLE shop_customer DROP CONSTRAINT adult",
           "ALTER TABLE shop_customer ADD CONSTRAINT adult CHECK (age < 200)", "drop_check shop_customer.adult"),
    change("a check has another limit", "ALTER TABLE shop_customer DROP CONSTRAINT adult,"
           " ADD CONSTRAINT adult CHECK (age < 300)", "ALTER TABLE shop_customer DROP CONSTRAINT adult,"
           " ADD CONSTRAINT adult CHECK (age < 200)", "alter_check shop_customer.adult: expression"),
    change("a column loses its check", "ALTER TABLE shop_customer MODIFY age integer UNSIGNED NOT NULL",
           "ALTER TABLE shop_customer MODIFY age integer UNSIGNED NOT NULL CHECK (`age` >= 0)",
           "drop_check shop_customer.age"),
    change("JSON is not checked", "ALTER TABLE shop_customer MODIFY settings longtext CHARACTER SET utf8mb4"
           " COLLATE utf8mb4_bin NOT NULL", "ALTER TABLE shop_customer MODIFY settings json NOT NULL"
           " CHECK (JSON_VALID(`settings`))", "drop_check shop_customer.settings"),
    change("a check is added", "ALTER TABLE shop_line ADD CONSTRAINT some CHECK (amount > 0 and place <> 'x')",
           "ALTER TABLE shop_line DROP CONSTRAINT some", "add_check shop_line.some"),
    change("bookings may overlap", "ALTER TABLE booking DROP INDEX room, ADD UNIQUE KEY room (room)",
           "ALTER TABLE booking DROP INDEX room, ADD UNIQUE (room, stay WITHOUT OVERLAPS)",
           "alter_unique booking.room: options"),
    change("nights may overlap",
           ("ALTER TABLE stay DROP PRIMARY KEY", "ALTER TABLE stay ADD PRIMARY KEY (room, b, a)"),
           ("ALTER TABLE stay DROP PRIMARY KEY", "ALTER TABLE stay ADD PRIMARY KEY (room, night WITHOUT OVERLAPS)"),
           "alter_primary_key stay.PRIMARY: options"),
]  # fmt: skip


def index(name: str, do: str, fields: str, undo: str = "INDEX shop_customer_age_idx (age, born DESC)") -> Injection:
    """An index of customers that is made anew, otherwise."""
    what = "shop_customer_age_idx" if "age_idx" in undo else "shop_customer_name_idx"
    drop = f"ALTER TABLE shop_customer DROP INDEX {what}"
    found = f"alter_index shop_customer.{what}: {fields}"
    return change(name, f"{drop}, ADD {do}", f"{drop}, ADD {undo}", found)


NAME_INDEX = "INDEX shop_customer_name_idx (name(10)) COMMENT 'first letters'"

INDEXES = [
    change("an index is added", "CREATE INDEX by_hand ON shop_order (total)", "DROP INDEX by_hand ON shop_order",
           "add_index shop_order.by_hand"),
    change("an index is dropped", "DROP INDEX shop_order_placed_at_0f1e2d3c ON shop_order",
           "CREATE INDEX shop_order_placed_at_0f1e2d3c ON shop_order (placed_at)",
           "drop_index shop_order.shop_order_placed_at_0f1e2d3c"),
    change("an index is renamed", "ALTER TABLE shop_customer RENAME INDEX shop_customer_age_idx TO other",
           "ALTER TABLE shop_customer RENAME INDEX other TO shop_customer_age_idx",
           "add_index shop_customer.other", "drop_index shop_customer.shop_customer_age_idx"),
    index("an index has another direction", "INDEX shop_customer_age_idx (age, born)", "elements"),
    index("an index has another order", "INDEX shop_customer_age_idx (born DESC, age)", "elements"),
    index("an index has a column more", "INDEX shop_customer_age_idx (age, born DESC, active)", "elements"),
    index("an index is unique", "UNIQUE INDEX shop_customer_age_idx (age, born DESC)", "unique"),
    index("an index is of the whole text", "INDEX shop_customer_name_idx (name) COMMENT 'first letters'", "elements",
          NAME_INDEX),
    index("an index has a longer prefix", "INDEX shop_customer_name_idx (name(11)) COMMENT 'first letters'",
          "elements", NAME_INDEX),
    index("an index has another comment", "INDEX shop_customer_name_idx (name(10)) COMMENT 'letters'", "comment",
          NAME_INDEX),
    change("an index is ignored", "ALTER TABLE shop_customer ALTER INDEX shop_customer_age_idx IGNORED",
           "ALTER TABLE shop_customer ALTER INDEX shop_customer_age_idx NOT IGNORED",
           "alter_index shop_customer.shop_customer_age_idx: visible"),
    change("words are not searched", "ALTER TABLE shop_customer DROP INDEX shop_customer_words",
           "ALTER TABLE shop_customer ADD FULLTEXT KEY shop_customer_words (notes)",
           "drop_index shop_customer.shop_customer_words"),
    change("places are not searched", "ALTER TABLE shop_customer DROP INDEX shop_customer_place",
           "ALTER TABLE shop_customer ADD SPATIAL KEY shop_customer_place (place)",
           "drop_index shop_customer.shop_customer_place"),
    change("an index with an odd name", 'ALTER TABLE `odd ``names` DROP INDEX `the "key"`',
           'ALTER TABLE `odd ``names` ADD INDEX `the "key"` (`a b`, `ü`)', 'drop_index odd `names.the "key"'),
]  # fmt: skip


def table(
    name: str, clause: str, undo: str, which: str = "shop_line", *more: str, fields: str = "options"
) -> Injection:
    """An option of a table."""
    found = (f"alter_table {which}: {fields}", *more)
    return change(name, f"ALTER TABLE {which} {clause}", f"ALTER TABLE {which} {undo}", *found)


BY_YEAR = "PARTITION BY RANGE (y) (PARTITION old VALUES LESS THAN (2020), PARTITION new VALUES LESS THAN MAXVALUE)"
BY_KIND = "PARTITION BY LIST (k) (PARTITION a VALUES IN (0), PARTITION b VALUES IN (1, 2))"

TABLES = [
    change("a table is added", "CREATE TABLE by_hand (id int)", "DROP TABLE by_hand", "add_table by_hand"),
    change("a table is dropped", "DROP TABLE shop_line", "CREATE TABLE shop_line (order_id bigint NOT NULL,"
           " place int NOT NULL, amount int NOT NULL, PRIMARY KEY (order_id, place))", "drop_table shop_line"),
    change("a table is renamed", "RENAME TABLE shop_line TO shop_item", "RENAME TABLE shop_item TO shop_line",
           "add_table shop_item", "drop_table shop_line"),
    table("a table has another engine", "ENGINE = Aria", "ENGINE = InnoDB TRANSACTIONAL = DEFAULT"),
    table("rows are compressed", "ROW_FORMAT = COMPRESSED", "ROW_FORMAT = DYNAMIC"),
    table("a table is converted", "CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
          "CONVERT TO CHARACTER SET latin1 COLLATE latin1_swedish_ci", "archive_log"),
    table("new columns compare otherwise", "DEFAULT COLLATE utf8mb4_bin", "DEFAULT COLLATE utf8mb4_unicode_ci",
          "shop_order", "alter_column shop_order.number"),
    table("a table has no checksums", "CHECKSUM = 0", "CHECKSUM = 1", "archive_log"),
    table("statistics are not kept", "STATS_PERSISTENT = 0", "STATS_PERSISTENT = DEFAULT"),
    table("a table is commented", "COMMENT = 'parts'", "COMMENT = ''", fields="comment"),
    change("history is not kept", "ALTER TABLE versioned DROP SYSTEM VERSIONING",
           ("ALTER TABLE versioned ADD SYSTEM VERSIONING", "SET system_versioning_alter_history = KEEP",
            "ALTER TABLE versioned MODIFY y int WITHOUT SYSTEM VERSIONING"),
           "alter_table versioned: options", "alter_column versioned.y"),
    table("a table is partitioned", "PARTITION BY KEY (order_id) PARTITIONS 2", "REMOVE PARTITIONING",
          fields="kind partition_by"),
    table("a partition is added", "PARTITION BY RANGE (y) (PARTITION old VALUES LESS THAN (2020),"
          " PARTITION middle VALUES LESS THAN (2025), PARTITION new VALUES LESS THAN MAXVALUE)", BY_YEAR,
          "log_by_year", fields="partition_by"),
    table("a partition takes all else", "PARTITION BY LIST (k) (PARTITION a DEFAULT, PARTITION b VALUES IN (1, 2))",
          BY_KIND, "log_by_kind", fields="partition_by"),
    table("history is parted by weeks", "PARTITION BY SYSTEM_TIME INTERVAL 1 WEEK"
          " (PARTITION p0 HISTORY, PARTITION pc CURRENT)", "PARTITION BY SYSTEM_TIME INTERVAL 1 MONTH"
          " (PARTITION p0 HISTORY, PARTITION pc CURRENT)", "price_history", fields="partition_by"),
    table("a merged table has rows of one only", "UNION = (new_log)", "UNION = (old_log, new_log)", "whole_log"),
    table("rows are put into another table", "INSERT_METHOD = FIRST", "INSERT_METHOD = LAST", "whole_log"),
    table("a period has another name", "DROP INDEX room, DROP PERIOD FOR stay, ADD PERIOD FOR time (a, b),"
          " ADD UNIQUE KEY room (room, time WITHOUT OVERLAPS)",
          "DROP INDEX room, DROP PERIOD FOR time, ADD PERIOD FOR stay (a, b),"
          " ADD UNIQUE KEY room (room, stay WITHOUT OVERLAPS)", "booking", "alter_unique booking.room"),
]  # fmt: skip

VIEW = "CREATE OR REPLACE VIEW active_customer AS SELECT id, name FROM shop_customer WHERE active = 1"
BEFORE = "CREATE TRIGGER order_before BEFORE INSERT ON shop_order FOR EACH ROW SET NEW.total = round(NEW.total, 2)"
EVENT = "CREATE OR REPLACE EVENT cleanup ON SCHEDULE EVERY 1 DAY DO DELETE FROM archive_log WHERE id < 0"
FUNCTION = (
    "CREATE OR REPLACE FUNCTION tax(amount decimal(8, 2), country varchar(2)) RETURNS decimal(8, 2) DETERMINISTIC"
    " RETURN amount * 0.2"
)
PROCEDURE = (
    "CREATE OR REPLACE PROCEDURE tax(IN customer bigint, OUT found int) READS SQL DATA"
    " SELECT count(*) INTO found FROM shop_order WHERE customer_id = customer"
)
NO_TRIGGER = "DROP TRIGGER order_before"


def view(name: str, do: str, fields: str) -> Injection:
    """The view is made anew, otherwise."""
    return change(name, do, VIEW, f"alter_view active_customer: {fields}")


PROGRAMS = [
    change("a view is added", "CREATE VIEW by_hand AS SELECT 1 AS one", "DROP VIEW by_hand", "add_view by_hand"),
    change("a view is dropped", "DROP VIEW order_of", "CREATE VIEW order_of AS SELECT o.id, c.name FROM shop_order o"
           " JOIN active_customer c ON c.id = o.customer_id", "drop_view order_of"),
    view("a view shows more rows", VIEW.removesuffix(" WHERE active = 1"), "body"),
    view("a view runs as who asks", VIEW.replace("VIEW", "SQL SECURITY INVOKER VIEW"), "options"),
    view("a view checks what is written", f"{VIEW} WITH CASCADED CHECK OPTION", "options"),
    view("a view is kept for the query", VIEW.replace("VIEW", "ALGORITHM = TEMPTABLE VIEW"), "options"),
    change("a trigger is dropped", NO_TRIGGER, BEFORE, "drop_trigger shop_order.order_before"),
    change("a trigger does something else", (NO_TRIGGER, BEFORE.replace("2)", "1)")), (NO_TRIGGER, BEFORE),
           "alter_trigger shop_order.order_before: definition"),
    change("a trigger fires on updates", (NO_TRIGGER, BEFORE.replace("INSERT", "UPDATE")), (NO_TRIGGER, BEFORE),
           "alter_trigger shop_order.order_before: definition"),
    change("a trigger is lenient", ("SET sql_mode = ''", NO_TRIGGER, BEFORE), ("SET sql_mode = DEFAULT", NO_TRIGGER,
           BEFORE), "alter_trigger shop_order.order_before: options"),
    change("a trigger is added", "CREATE TRIGGER more BEFORE INSERT ON shop_order FOR EACH ROW SET NEW.number = 'x'",
           "DROP TRIGGER more", "add_trigger shop_order.more"),
    change("triggers fire in another order", (NO_TRIGGER, "CREATE TRIGGER more BEFORE INSERT ON shop_order"
           " FOR EACH ROW SET NEW.number = 'x'", BEFORE), ("DROP TRIGGER more", NO_TRIGGER, BEFORE),
           "add_trigger shop_order.more", "alter_trigger shop_order.order_before"),
    change("a function is dropped", "DROP FUNCTION tax", FUNCTION, "drop_routine tax"),
    change("a function computes something else", FUNCTION.replace("0.2", "0.3"), FUNCTION, "alter_routine tax: body"),
    change("a function returns less", FUNCTION.replace("RETURNS decimal(8, 2)", "RETURNS decimal(8, 1)"), FUNCTION,
           "alter_routine tax: returns"),
    change("a function takes more", FUNCTION.replace("varchar(2)", "varchar(3)"), FUNCTION,
           "alter_routine tax: arguments"),
    change("a function is not deterministic", FUNCTION.replace("DETERMINISTIC", "NOT DETERMINISTIC"), FUNCTION,
           "alter_routine tax: options"),
    change("a procedure runs as who calls", PROCEDURE.replace("READS", "SQL SECURITY INVOKER READS"), PROCEDURE,
           "alter_routine tax (procedure): options"),
    change("a procedure is commented", PROCEDURE.replace("READS", "COMMENT 'counts' READS"), PROCEDURE,
           "alter_routine tax (procedure): comment"),
    change("a procedure gives back nothing", PROCEDURE.replace("OUT", "IN"), PROCEDURE,
           "alter_routine tax (procedure): arguments"),
    change("an event is dropped", "DROP EVENT cleanup", EVENT, "drop_other cleanup"),
    change("an event is off", "ALTER EVENT cleanup DISABLE", "ALTER EVENT cleanup ENABLE",
           "alter_other cleanup: options"),
    change("an event runs more often", EVENT.replace("1 DAY", "1 HOUR"), EVENT, "alter_other cleanup: definition"),
    change("an event that stays runs more often", "ALTER EVENT cleanup ON SCHEDULE EVERY 1 HOUR",
           "ALTER EVENT cleanup ON SCHEDULE EVERY 1 DAY", "alter_other cleanup: definition"),
    change("an event starts at a time", EVENT.replace("1 DAY", "1 DAY STARTS '2037-01-01 03:00:00'"), EVENT,
           "alter_other cleanup: definition"),
    change("an event deletes more", EVENT.replace("< 0", "< 1"), EVENT, "alter_other cleanup: definition"),
    change("a sequence is dropped", "DROP SEQUENCE invoice_number", "CREATE SEQUENCE invoice_number START WITH 1000"
           " INCREMENT BY 1", "drop_sequence invoice_number"),
    change("a sequence skips numbers", "ALTER SEQUENCE invoice_number INCREMENT BY 2",
           "ALTER SEQUENCE invoice_number INCREMENT BY 1", "alter_sequence invoice_number: increment"),
    change("a sequence begins anew", "ALTER SEQUENCE invoice_number CYCLE", "ALTER SEQUENCE invoice_number NOCYCLE",
           "alter_sequence invoice_number: cycle"),
]  # fmt: skip

CHANGES = [*COLUMNS, *CONSTRAINTS, *INDEXES, *TABLES, *PROGRAMS]
