"""Changes made to the schema in ``sqlite_base.py`` by hand, each with every difference that must be found."""

from __future__ import annotations

from tests.drift.harness import Injection
from tests.drift.sqlite_base import added, dropped, edited, replaced

COLUMNS = [
    edited("order", '"total" decimal', '"total" bigint', "alter_column order.total: type"),
    edited("customer", "varchar(254)", "varchar(100)", "alter_column customer.email: type"),
    edited("customer", '"note" text NULL', '"note" NULL', "alter_column customer.note: type"),
    edited("customer", '"note" text NULL', '"note" text NOT NULL', "alter_column customer.note: nullable"),
    edited("order", '"number" varchar(20) NOT NULL', '"number" varchar(20)', "alter_column order.number: nullable"),
    edited("customer", "DEFAULT 'DE'", "DEFAULT 'FR'", "alter_column customer.country: default"),
    edited("customer", "DEFAULT 'DE'", "DEFAULT 'de'", "alter_column customer.country: default"),
    edited("customer", " DEFAULT 'DE'", "", "alter_column customer.country: default"),
    edited("customer", '"note" text NULL', "\"note\" text DEFAULT ''", "alter_column customer.note: default"),
    edited("order", "DEFAULT 1", "DEFAULT '1'", "alter_column order.status: default"),
    edited("order", "DEFAULT 1", "DEFAULT -1", "alter_column order.status: default"),
    edited("customer", "CURRENT_TIMESTAMP", "CURRENT_DATE", "alter_column customer.joined: default"),
    edited("customer", ' COLLATE "nocase"', "", "alter_column customer.name: collation"),
    edited("customer", '"nocase"', '"rtrim"', "alter_column customer.name: collation"),
    edited("order", " / 1.19", " / 1.16", "alter_column order.net: generated"),
    edited("order", "1.19) STORED", "1.19) VIRTUAL", "alter_column order.net: generated"),
    edited("order", ' GENERATED ALWAYS AS (UPPER("number")) VIRTUAL', "", "alter_column order.label: generated"),
    edited("customer", " AUTOINCREMENT", "", "alter_column customer.id: identity"),
    edited("measure", " ON CONFLICT IGNORE", "", "alter_column measure.value: options"),
    edited("measure", "CONFLICT IGNORE", "CONFLICT REPLACE", "alter_column measure.value: options"),
    edited("measure", '"raw" BLOB', '"raw" ANY', "alter_column measure.raw: type"),
    added("add column", 'ALTER TABLE tag ADD "extra" int', "ALTER TABLE tag DROP extra", "add_column tag.extra"),
    edited("tag", ', "label" text', "", "drop_column tag.label"),
    added(
        "rename column",
        'ALTER TABLE "tag" RENAME "label" TO "title"',
        'ALTER TABLE "tag" RENAME "title" TO "label"',
        "drop_column tag.label",
        "add_column tag.title",
    ),
    edited("tag", '"label"', '"Label"', "add_column tag.Label", "drop_column tag.label"),
]

KEYS = [
    edited(
        "parcel",
        '"id" integer PRIMARY KEY',
        '"id" integer',
        "alter_column parcel.id: nullable identity",
        "drop_primary_key parcel.PRIMARY",
    ),
    edited("tag", " PRIMARY KEY", "", "drop_primary_key tag.PRIMARY"),
    edited("line", '("order_id", "place"), U', '("place", "order_id"), U', "alter_primary_key line.line_key: columns"),
    edited("line", '"line_key"', '"line_pk"', "drop_primary_key line.line_key", "add_primary_key line.line_pk"),
    edited("tag", "PRIMARY KEY", "PRIMARY KEY ON CONFLICT REPLACE", "alter_primary_key tag.PRIMARY: options"),
    edited("tag", "PRIMARY KEY", "PRIMARY KEY DESC", "alter_primary_key tag.PRIMARY: options"),
    edited("customer", "NOT NULL UNIQUE", "NOT NULL", "drop_unique customer.(email)"),
    edited("tag", '"label" text', '"label" text UNIQUE', "add_unique tag.(label)"),
    edited("order", '("number", "customer_id"),', '("number"),', "alter_unique order.number_once: columns"),
    edited("order", '"number_once"', '"one_number"', "drop_unique order.number_once", "add_unique order.one_number"),
    edited("measure", "UNIQUE ON CONFLICT REPLACE", "UNIQUE", "alter_unique measure.(unit): options"),
    edited("line", 'UNIQUE ("sku")', 'UNIQUE ("sku" COLLATE NOCASE)', "alter_unique line.(sku): options"),
    edited("customer", ' CHECK ("visits" >= 0)', "", "drop_check customer.(visits)"),
    edited("customer", ">= 0", "> 0", "alter_check customer.(visits): expression"),
    edited("customer", "'DE', 'FR'", "'DE', 'FR', 'GB'", "alter_check customer.known_country: expression"),
    edited("customer", "'DE', 'FR'", "'DE', 'fr'", "alter_check customer.known_country: expression"),
    edited("order", '"paid"', '"is_paid"', "add_check order.is_paid", "drop_check order.paid"),
    edited("order", '> 0 OR "status"', '> 0 AND "status"', "alter_check order.paid: expression"),
    edited("tag", '"label" text', '"label" text CHECK (length("label") > 2)', "add_check tag.(label)"),
    edited(
        "order",
        ' REFERENCES "customer" ("id") DEFERRABLE INITIALLY DEFERRED',
        "",
        "drop_foreign_key order.(customer_id)",
    ),
    edited("order", " DEFERRABLE INITIALLY DEFERRED", "", "alter_foreign_key order.(customer_id): deferrable"),
    edited("order", "INITIALLY DEFERRED", "INITIALLY IMMEDIATE", "alter_foreign_key order.(customer_id): deferrable"),
    edited(
        "order", '"customer" ("id")', '"tag" ("slug")', "alter_foreign_key order.(customer_id): target target_columns"
    ),
    edited("order", " ON DELETE SET NULL", "", "alter_foreign_key order.(parent_id): on_delete"),
    edited("line", "ON DELETE CASCADE", "ON DELETE RESTRICT", "alter_foreign_key line.(order_id): on_delete"),
    edited("parcel", " ON UPDATE CASCADE", "", "alter_foreign_key parcel.of_line: on_update"),
    edited(
        "parcel",
        'REFERENCES "line" ("order_id", "place")',
        'REFERENCES "line" ("place", "order_id")',
        "alter_foreign_key parcel.of_line: target_columns",
    ),
    edited("line", "ON DELETE CASCADE", "ON DELETE CASCADE MATCH FULL", "alter_foreign_key line.(order_id): match"),
    edited("parcel", '"weight" real', '"weight" real REFERENCES nowhere', "add_foreign_key parcel.(weight)"),
    edited(
        "parcel",
        'CONSTRAINT "of_line"',
        'CONSTRAINT "of"',
        "add_foreign_key parcel.of",
        "drop_foreign_key parcel.of_line",
    ),
]

INDEXES = [
    dropped("INDEX", "order_open_idx", "drop_index order.order_open_idx"),
    dropped("INDEX", "order_customer_id_5a1b2c3d", "drop_index order.order_customer_id_5a1b2c3d"),
    added("add index", "CREATE INDEX extra ON tag (label)", "DROP INDEX extra", "add_index tag.extra"),
    replaced("INDEX", "order_open_idx", '"number" DESC', '"number"', "alter_index order.order_open_idx: elements"),
    replaced("INDEX", "order_open_idx", "= 1", "= 2", "alter_index order.order_open_idx: predicate"),
    replaced("INDEX", "order_open_idx", ' WHERE "status" = 1', "", "alter_index order.order_open_idx: predicate"),
    replaced("INDEX", "order_lower_idx", "LOWER", "UPPER", "alter_index order.order_lower_idx: elements"),
    replaced("INDEX", "order_lower_idx", " COLLATE NOCASE", "", "alter_index order.order_lower_idx: elements"),
    replaced("INDEX", "line_sku_idx", '"sku", "place"', '"place", "sku"', "alter_index line.line_sku_idx: elements"),
    replaced("INDEX", "line_sku_idx", "CREATE INDEX", "CREATE UNIQUE INDEX", "alter_index line.line_sku_idx: unique"),
    replaced("INDEX", "customer_one_note", "UNIQUE ", "", "alter_index customer.customer_one_note: unique"),
    replaced(
        "INDEX",
        "customer_one_note",
        ' WHERE "note" IS NOT NULL',
        "",
        "alter_index customer.customer_one_note: predicate",
    ),
    added(
        "rename index",
        'DROP INDEX "line_sku_idx"\0CREATE INDEX "line_other_idx" ON "line" ("sku", "place")',
        'DROP INDEX "line_other_idx"\0CREATE INDEX "line_sku_idx" ON "line" ("sku", "place")',
        "add_index line.line_other_idx",
        "drop_index line.line_sku_idx",
    ),
]

OTHERS = [
    added("add table", "CREATE TABLE extra (a)", "DROP TABLE extra", "add_table extra"),
    dropped("TABLE", "tag", "drop_table tag"),
    added(
        "rename table",
        'ALTER TABLE "tag" RENAME TO "label"',
        'ALTER TABLE "label" RENAME TO "tag"',
        "add_table label",
        "drop_table tag",
    ),
    dropped("TABLE", "article_content", "drop_table article_content"),
    edited("article_content", '"body" text NOT NULL', '"body" text', "alter_column article_content.body: nullable"),
    edited("measure", " STRICT", "", "alter_table measure: options"),
    edited("line", " WITHOUT ROWID", "", "alter_table line: options"),
    edited("search", "body,", "body, tags,", "alter_table search: options"),
    edited("search", "porter ascii", "porter", "alter_table search: options"),
    edited(
        "search", "fts5(title, body, tokenize = 'porter ascii')", "fts4(title, body)", "alter_table search: options"
    ),
    added("add view", "CREATE VIEW extra AS SELECT 1", "DROP VIEW extra", "add_view extra"),
    dropped("VIEW", "spent", "drop_view spent"),
    replaced("VIEW", "open_orders", "= 1", "<> 9", "alter_view open_orders: body"),
    replaced("VIEW", "spent", '"much"', '"Much"', "alter_view spent: options"),
    replaced("VIEW", "spent", 'SUM(o."total")', 'MAX(o."total")', "alter_view spent: body"),
    dropped("TRIGGER", "order_counts", "drop_trigger order.order_counts"),
    added(
        "add trigger",
        "CREATE TRIGGER extra DELETE ON tag BEGIN SELECT 1; END",
        "DROP TRIGGER extra",
        "add_trigger tag.extra",
    ),
    replaced("TRIGGER", "order_counts", "+ 1", "+ 2", "alter_trigger order.order_counts: definition"),
    replaced(
        "TRIGGER", "order_counts", "AFTER INSERT", "BEFORE INSERT", "alter_trigger order.order_counts: definition"
    ),
    replaced("TRIGGER", "order_counts", 'WHEN NEW."status" = 1', "", "alter_trigger order.order_counts: definition"),
    replaced("TRIGGER", "total_changes", ' OF "total"', "", "alter_trigger order.total_changes: definition"),
    replaced("TRIGGER", "total_changes", "A  total", "A total", "alter_trigger order.total_changes: definition"),
    replaced("TRIGGER", "total_changes", "ABORT", "FAIL", "alter_trigger order.total_changes: definition"),
    dropped("TRIGGER", "open_orders_insert", "drop_trigger open_orders.open_orders_insert"),
    replaced("TRIGGER", "open_orders_insert", "1)", "2)", "alter_trigger open_orders.open_orders_insert: definition"),
]

CHANGES: list[Injection] = [*COLUMNS, *KEYS, *INDEXES, *OTHERS]
