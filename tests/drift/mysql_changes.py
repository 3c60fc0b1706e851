"""What somebody may change by hand in the schema of ``mysql_base``: what MariaDB has too, and what only MySQL has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.drift import mariadb_changes
from tests.drift.harness import Injection
from tests.drift.mariadb_changes import change, column, table

#: Changes of what MySQL does not have, or has otherwise.
MARIADB_ONLY = {
    "a file is not compressed",
    "a default of a function is gone",
    "a column is not versioned",
    "a column loses its check",
    "JSON is not checked",
    "bookings may overlap",
    "a table has another engine",
    "new columns compare otherwise",
    "history is not kept",
    "a partition takes all else",
    "a period has another name",
    "a sequence is dropped",
    "a sequence skips numbers",
    "a sequence begins anew",
    "history is parted by weeks",
    "nights may overlap",
}

_REPLACE = re.compile(r"CREATE OR REPLACE (FUNCTION|PROCEDURE|EVENT) (\w+)")


def in_mysql(injection: Injection) -> Injection:
    """The same change in words of MySQL, which cannot replace programs and calls an ignored index invisible."""
    do, undo = (tuple(_spelt(statements)) for statements in (injection.do, injection.undo))
    return Injection(injection.name, do, undo, injection.found, injection.fields)


def _spelt(statements: tuple[str, ...]) -> Iterator[str]:
    for text in statements:
        if found := _REPLACE.match(text):
            yield f"DROP {found[1]} IF EXISTS {found[2]}"
        created = _REPLACE.sub(r"CREATE \1 \2", text)
        yield created.replace("NOT IGNORED", "VISIBLE").replace("IGNORED", "INVISIBLE")


SHARED = [in_mysql(injection) for injection in mariadb_changes.CHANGES if injection.name not in MARIADB_ONLY]


def customer(name: str, do: str, undo: str, fields: str) -> Injection:
    """A column of customers that is modified."""
    return column(name, do, undo, fields, "shop_customer")


TOKEN = "token char(36) NULL DEFAULT (uuid())"
SETTINGS = "settings json NOT NULL DEFAULT (json_object('it''s', 1))"
TAGS = "tags set('new','it''s') NOT NULL DEFAULT ''"
DIGEST = "digest binary(4) NOT NULL DEFAULT 0x00FF00FF"
NAME = "name varchar(80) NOT NULL DEFAULT 'it''s'"
NUMBER = "number varchar(20) NOT NULL"
PLACE_KEY = "shop_customer_place"

COLUMNS = [
    customer("a default of a function is gone", "token char(36) NULL", TOKEN, "default"),
    customer("a default calls another function", "token char(36) NULL DEFAULT (concat(uuid(), 'x'))", TOKEN, "default"),
    customer("a default that is called like a function", "token char(36) NULL DEFAULT 'uuid()'", TOKEN, "default"),
    customer("JSON has another default", "settings json NOT NULL DEFAULT (json_object('it''s', 2))", SETTINGS, "default"),
    customer("JSON has another apostrophe in its default", "settings json NOT NULL DEFAULT (json_object('its', 1))",
             SETTINGS, "default"),
    customer("JSON is a text", "settings longtext NOT NULL DEFAULT (json_object('it''s', 1))", SETTINGS, "type"),
    customer("a text has a default", "notes longtext NOT NULL DEFAULT ('')", "notes longtext NOT NULL", "default"),
    customer("bytes have another default behind a zero", DIGEST.replace("00FF00FF", "00FF00FE"), DIGEST, "default"),
    customer("bytes have another default", DIGEST.replace("00FF00FF", "01FF00FF"), DIGEST, "default"),
    customer("bits have another default", "flags bit(3) NOT NULL DEFAULT b'100'", "flags bit(3) NOT NULL DEFAULT b'101'",
             "default"),
    customer("a set has a label more", TAGS.replace("'new'", "'new','old'"), TAGS, "type"),
    customer("a set has another order", "tags set('it''s','new') NOT NULL DEFAULT ''", TAGS, "type"),
    customer("a set has another default", "tags set('new','it''s') NOT NULL DEFAULT 'new,it''s'", TAGS, "default"),
    column("a text is sorted as the Swedes do", "number varchar(20) COLLATE utf8mb4_sv_0900_ai_ci NOT NULL", NUMBER,
           "collation"),
    column("a text is padded with spaces", "number varchar(20) COLLATE utf8mb4_general_ci NOT NULL", NUMBER, "collation"),
    column("a text has another case", "number varchar(20) COLLATE utf8mb4_0900_as_cs NOT NULL", NUMBER, "collation"),
    column("a column is hidden", "amount int NOT NULL INVISIBLE", "amount int NOT NULL", "options", "shop_line"),
    column("vectors instead of numbers", "amount vector(3) NOT NULL", "amount int NOT NULL", "type", "shop_line"),
    column("a secondary engine is told something", "amount int NOT NULL SECONDARY_ENGINE_ATTRIBUTE '{\"a\": 1}'",
           "amount int NOT NULL SECONDARY_ENGINE_ATTRIBUTE ''", "options", "shop_line"),
    customer("an area has a reference system", "area polygon NULL SRID 3857", "area polygon NULL", "options"),
    customer("an area is on no globe", "area polygon NULL SRID 0", "area polygon NULL", "options"),
    customer("an area may be anything", "area geometry NULL", "area polygon NULL", "type"),
    change("places are elsewhere", (f"ALTER TABLE shop_customer DROP INDEX {PLACE_KEY}",
           "ALTER TABLE shop_customer MODIFY place point NOT NULL SRID 3857",
           f"ALTER TABLE shop_customer ADD SPATIAL KEY {PLACE_KEY} (place)"),
           (f"ALTER TABLE shop_customer DROP INDEX {PLACE_KEY}",
            "ALTER TABLE shop_customer MODIFY place point NOT NULL SRID 4326",
            f"ALTER TABLE shop_customer ADD SPATIAL KEY {PLACE_KEY} (place)"),
           "alter_column shop_customer.place: options"),
    change("the key that the server made is of one's own", "ALTER TABLE keyless ALTER my_row_id SET VISIBLE",
           "ALTER TABLE keyless ALTER my_row_id SET INVISIBLE", "alter_column keyless.my_row_id: options"),
    change("the key that the server made is gone", "ALTER TABLE keyless DROP PRIMARY KEY, DROP my_row_id",
           ("SET sql_generate_invisible_primary_key = ON", "DROP TABLE keyless", "CREATE TABLE keyless (x int)",
            "SET sql_generate_invisible_primary_key = OFF"),
           "drop_column keyless.my_row_id", "drop_primary_key keyless.PRIMARY"),
]  # fmt: skip

CONSTRAINTS = [
    change("a check is not enforced", "ALTER TABLE shop_customer ALTER CHECK adult NOT ENFORCED",
           "ALTER TABLE shop_customer ALTER CHECK adult ENFORCED", "alter_check shop_customer.adult: options"),
    change("a check is enforced", "ALTER TABLE shop_customer ALTER CHECK polite ENFORCED",
           "ALTER TABLE shop_customer ALTER CHECK polite NOT ENFORCED", "alter_check shop_customer.polite: options"),
    change("a check means another text", "ALTER TABLE shop_customer DROP CHECK polite, ADD CONSTRAINT polite"
           " CHECK (name <> 'it''s  \"not\"') NOT ENFORCED", "ALTER TABLE shop_customer DROP CHECK polite,"
           " ADD CONSTRAINT polite CHECK (name <> 'it''s \"not\"') NOT ENFORCED",
           "alter_check shop_customer.polite: expression"),
    change("a check of Django's is dropped", "ALTER TABLE shop_customer DROP CHECK shop_customer_chk_1",
           "ALTER TABLE shop_customer ADD CONSTRAINT shop_customer_chk_1 CHECK (`age` >= 0)",
           "drop_check shop_customer.shop_customer_chk_1"),
    change("an expression is unique otherwise", "ALTER TABLE shop_customer DROP INDEX shop_customer_once,"
           " ADD UNIQUE KEY shop_customer_once ((concat(name, 'its')))", "ALTER TABLE shop_customer DROP INDEX"
           " shop_customer_once, ADD UNIQUE KEY shop_customer_once ((concat(name, 'it''s')))",
           "alter_index shop_customer.shop_customer_once: elements"),
    change("an expression is not unique", "ALTER TABLE shop_customer DROP INDEX shop_customer_once,"
           " ADD KEY shop_customer_once ((concat(name, 'it''s')))", "ALTER TABLE shop_customer DROP INDEX"
           " shop_customer_once, ADD UNIQUE KEY shop_customer_once ((concat(name, 'it''s')))",
           "alter_index shop_customer.shop_customer_once: unique"),
]  # fmt: skip


def index(name: str, what: str, do: str, undo: str, fields: str = "elements") -> Injection:
    """An index of customers that is made anew, otherwise."""
    drop = f"ALTER TABLE shop_customer DROP INDEX {what}, ADD "
    return change(name, drop + do.replace("@", what), drop + undo.replace("@", what),
                  f"alter_index shop_customer.{what}: {fields}")  # fmt: skip


LOWER, GRAMS, LABELS = "shop_customer_lower_idx", "shop_customer_grams", "shop_customer_tags_idx"
OF_LABELS = "KEY @ ((CAST(settings->'$.tags' AS unsigned ARRAY)))"

INDEXES = [
    index("an index has another expression", LOWER, "KEY @ ((upper(email)), age)", "KEY @ ((lower(email)), age)"),
    index("an index is of the column", LOWER, "KEY @ (email, age)", "KEY @ ((lower(email)), age)"),
    index("an expression is sorted the other way", LOWER, "KEY @ ((lower(email)) DESC, age)",
          "KEY @ ((lower(email)), age)"),
    index("an index is of other labels", LABELS, OF_LABELS.replace("tags", "others"), OF_LABELS),
    index("an index is of labels that are texts", LABELS, OF_LABELS.replace("unsigned", "char(9)"), OF_LABELS),
    # In one statement MySQL 9.7 takes both for the same.
    change("words are cut otherwise", (f"ALTER TABLE shop_customer DROP INDEX {GRAMS}",
           f"ALTER TABLE shop_customer ADD FULLTEXT KEY {GRAMS} (name)"),
           (f"ALTER TABLE shop_customer DROP INDEX {GRAMS}",
            f"ALTER TABLE shop_customer ADD FULLTEXT KEY {GRAMS} (name) WITH PARSER ngram"),
           f"alter_index shop_customer.{GRAMS}: options"),
    index("words of more columns are searched", GRAMS, "FULLTEXT KEY @ (name, email) WITH PARSER ngram",
          "FULLTEXT KEY @ (name) WITH PARSER ngram"),
    change("an invisible index is used", "ALTER TABLE shop_customer ALTER INDEX shop_customer_unused_idx VISIBLE",
           "ALTER TABLE shop_customer ALTER INDEX shop_customer_unused_idx INVISIBLE",
           "alter_index shop_customer.shop_customer_unused_idx: visible"),
    change("a primary key is sorted the other way", "ALTER TABLE shop_line DROP PRIMARY KEY,"
           " ADD PRIMARY KEY (order_id DESC, place)", "ALTER TABLE shop_line DROP PRIMARY KEY,"
           " ADD PRIMARY KEY (order_id, place)", "alter_primary_key shop_line.PRIMARY: options"),
    change("a foreign key follows a longer chain", "ALTER TABLE shop_order DROP FOREIGN KEY order_parent,"
           " ADD CONSTRAINT order_ancestor FOREIGN KEY (parent_id) REFERENCES shop_order (id) ON DELETE SET NULL",
           "ALTER TABLE shop_order DROP FOREIGN KEY order_ancestor, ADD CONSTRAINT order_parent"
           " FOREIGN KEY (parent_id) REFERENCES shop_order (id) ON DELETE SET NULL",
           "add_foreign_key shop_order.order_ancestor", "drop_foreign_key shop_order.order_parent"),
]  # fmt: skip

RANGES = "(PARTITION old VALUES LESS THAN (2020), PARTITION new VALUES LESS THAN MAXVALUE)"
BY_KIND = "PARTITION BY LIST COLUMNS (k) (PARTITION a VALUES IN ('x'), PARTITION b VALUES IN ('y', NULL))"
BY_BOTH = f"PARTITION BY RANGE (y) SUBPARTITION BY HASH (id) SUBPARTITIONS 2 {RANGES}"

TABLES = [
    table("a table has another engine", "ENGINE = MyISAM", "ENGINE = InnoDB"),
    table("new columns compare otherwise", "DEFAULT COLLATE utf8mb4_bin", "DEFAULT COLLATE utf8mb4_0900_ai_ci",
          "shop_order", "alter_column shop_order.number"),
    table("a table is in general order", "CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
          "CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci", "shop_order"),
    table("rows are redundant", "ROW_FORMAT = REDUNDANT", "ROW_FORMAT = DYNAMIC"),
    table("rows are compressed in small blocks", "ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 4",
          "ROW_FORMAT = DYNAMIC KEY_BLOCK_SIZE = 0"),
    table("pages are compressed otherwise", "COMPRESSION = 'lz4'", "COMPRESSION = 'zlib'", "shop_customer"),
    table("pages are not compressed", "COMPRESSION = ''", "COMPRESSION = 'zlib'", "shop_customer"),
    table("statistics are sampled more", "STATS_SAMPLE_PAGES = 50", "STATS_SAMPLE_PAGES = DEFAULT"),
    table("statistics are not renewed", "STATS_AUTO_RECALC = 0", "STATS_AUTO_RECALC = DEFAULT"),
    table("a secondary engine is told something of the table", "SECONDARY_ENGINE_ATTRIBUTE = '{\"a\": 1}'",
          "SECONDARY_ENGINE_ATTRIBUTE = ''"),
    table("a partition takes another text", BY_KIND.replace("'x'", "'it''s'"), BY_KIND, "log_by_kind",
          fields="partition_by"),
    table("a partition takes no NULL", BY_KIND.replace(", NULL", ""), BY_KIND, "log_by_kind", fields="partition_by"),
    table("rows are in more partitions", "PARTITION BY KEY () PARTITIONS 3", "PARTITION BY KEY () PARTITIONS 2",
          "log_by_key", fields="partition_by"),
    table("what was partitioned by its key is not", "REMOVE PARTITIONING", "PARTITION BY KEY () PARTITIONS 2",
          "log_by_key", fields="kind partition_by"),
    table("another hash makes partitions", "PARTITION BY LINEAR KEY () PARTITIONS 2", "PARTITION BY KEY () PARTITIONS 2",
          "log_by_key", fields="partition_by"),
    table("partitions have more parts", BY_BOTH.replace("SUBPARTITIONS 2", "SUBPARTITIONS 3"), BY_BOTH, "log_by_both",
          fields="partition_by"),
    table("parts of partitions are made by a key", BY_BOTH.replace("HASH (id)", "KEY (id)"), BY_BOTH, "log_by_both",
          fields="partition_by"),
    table("partitions have no parts", f"PARTITION BY RANGE (y) {RANGES}", BY_BOTH, "log_by_both", fields="partition_by"),
]  # fmt: skip

MORE = "CREATE TRIGGER more BEFORE INSERT ON shop_order FOR EACH ROW {} SET NEW.number = 'x'"

PROGRAMS = [
    change("a trigger fires last", MORE.format("FOLLOWS order_before"), "DROP TRIGGER more",
           "add_trigger shop_order.more"),
    change("a trigger fires first", MORE.format("PRECEDES order_before"), "DROP TRIGGER more",
           "add_trigger shop_order.more", "alter_trigger shop_order.order_before: options"),
    change("a procedure modifies data", "ALTER PROCEDURE tax MODIFIES SQL DATA", "ALTER PROCEDURE tax READS SQL DATA",
           "alter_routine tax (procedure): options"),
    change("an event stays when it is over", "ALTER EVENT cleanup ON COMPLETION PRESERVE",
           "ALTER EVENT cleanup ON COMPLETION NOT PRESERVE", "alter_other cleanup: options"),
    change("an event is commented", "ALTER EVENT cleanup COMMENT 'it''s'", "ALTER EVENT cleanup COMMENT ''",
           "alter_other cleanup: comment"),
    change("a view is merged into the query", mariadb_changes.VIEW.replace("VIEW", "ALGORITHM = MERGE VIEW"),
           mariadb_changes.VIEW, "alter_view active_customer: options"),
    change("a view has other four-byte characters", ("CREATE OR REPLACE VIEW active_customer AS SELECT id, name FROM"
           " shop_customer WHERE name <> '\U0001f600'",), mariadb_changes.VIEW, "alter_view active_customer: body"),
]  # fmt: skip

CHANGES = [*SHARED, *COLUMNS, *CONSTRAINTS, *INDEXES, *TABLES, *PROGRAMS]

JAVASCRIPT = (
    "CREATE LIBRARY numbers LANGUAGE JAVASCRIPT AS $$ export function more(n) { return n + 1; } $$",
    "CREATE FUNCTION more(n int) RETURNS int NO SQL LANGUAGE JAVASCRIPT USING (numbers) AS $$ return n-- -1; $$",
    "CREATE JSON RELATIONAL DUALITY VIEW line_document AS SELECT JSON_DUALITY_OBJECT("
    "WITH (INSERT, UPDATE, DELETE) '_id': id, 'number': number) FROM shop_order",
    "CREATE MATERIALIZED VIEW kept AS SELECT id FROM shop_order",
)
FUNCTION = JAVASCRIPT[1]
DOCUMENT = JAVASCRIPT[2]

#: Of MySQL 9.7, with what JAVASCRIPT makes.
NEWER = [
    change("a library does something else", ("DROP FUNCTION more", "DROP LIBRARY numbers",
           JAVASCRIPT[0].replace("+ 1", "+ 2"), FUNCTION), ("DROP FUNCTION more", "DROP LIBRARY numbers",
           JAVASCRIPT[0], FUNCTION), "alter_other numbers: definition"),
    change("a library is added", "CREATE LIBRARY others LANGUAGE JAVASCRIPT AS $$ export let x = 1; $$",
           "DROP LIBRARY others", "add_other others"),
    change("a function uses no library", ("DROP FUNCTION more", FUNCTION.replace(" USING (numbers)", "")),
           ("DROP FUNCTION more", FUNCTION), "alter_routine more: options"),
    change("a function in JavaScript does something else", ("DROP FUNCTION more", FUNCTION.replace("-1", "-2")),
           ("DROP FUNCTION more", FUNCTION), "alter_routine more: body"),
    change("documents cannot be deleted", ("DROP VIEW line_document", DOCUMENT.replace(", DELETE", "")),
           ("DROP VIEW line_document", DOCUMENT), "alter_view line_document: body"),
    change("documents have another key", ("DROP VIEW line_document", DOCUMENT.replace("'number'", "'no'")),
           ("DROP VIEW line_document", DOCUMENT), "alter_view line_document: body"),
    change("a view is not materialized", ("DROP VIEW kept", "CREATE VIEW kept AS SELECT id FROM shop_order"),
           ("DROP VIEW kept", JAVASCRIPT[3]), "alter_view kept: kind"),
]  # fmt: skip
