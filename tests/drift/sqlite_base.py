"""A schema with everything that a SQLite database can hold, and changes to it made by hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from tests.drift.harness import Injection

#: Spelled as Django spells it, where Django can make it.
TABLES = {
    "customer": """CREATE TABLE "customer" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
        "email" varchar(254) NOT NULL UNIQUE, "name" varchar(80) COLLATE "nocase" NOT NULL, "note" text NULL,
        "joined" datetime DEFAULT (CURRENT_TIMESTAMP) NOT NULL, "country" varchar(2) DEFAULT 'DE' NOT NULL,
        "visits" integer unsigned NOT NULL CHECK ("visits" >= 0),
        "settings" text NOT NULL CHECK ((JSON_VALID("settings") OR "settings" IS NULL)),
        CONSTRAINT "known_country" CHECK ("country" IN ('DE', 'FR')))""",
    "order": """CREATE TABLE "order" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" varchar(20) NOT NULL,
        "total" decimal NOT NULL, "net" decimal GENERATED ALWAYS AS ("total" / 1.19) STORED,
        "label" text GENERATED ALWAYS AS (UPPER("number")) VIRTUAL, "status" smallint DEFAULT 1 NOT NULL,
        "customer_id" bigint NOT NULL REFERENCES "customer" ("id") DEFERRABLE INITIALLY DEFERRED,
        "parent_id" bigint NULL REFERENCES "order" ("id") ON DELETE SET NULL,
        CONSTRAINT "number_once" UNIQUE ("number", "customer_id"), CONSTRAINT "paid" CHECK ("total" > 0 OR "status" = 9))""",
    "line": """CREATE TABLE "line" ("order_id" bigint NOT NULL, "place" integer NOT NULL, "sku" text NOT NULL,
        CONSTRAINT "line_key" PRIMARY KEY ("order_id", "place"), UNIQUE ("sku"),
        FOREIGN KEY ("order_id") REFERENCES "order" ("id") ON DELETE CASCADE) WITHOUT ROWID""",
    "parcel": """CREATE TABLE "parcel" ("id" integer PRIMARY KEY, "order_id" bigint, "place" integer, "weight" real,
        CONSTRAINT "of_line" FOREIGN KEY ("order_id", "place") REFERENCES "line" ("order_id", "place")
        ON DELETE CASCADE ON UPDATE CASCADE)""",
    "measure": """CREATE TABLE "measure" ("id" INTEGER PRIMARY KEY, "value" REAL NOT NULL ON CONFLICT IGNORE,
        "unit" TEXT UNIQUE ON CONFLICT REPLACE, "raw" BLOB, "any" ANY) STRICT""",
    "tag": 'CREATE TABLE "tag" ("slug" varchar(50) NOT NULL PRIMARY KEY, "label" text)',
    "article_content": 'CREATE TABLE "article_content" ("id" integer NOT NULL PRIMARY KEY, "body" text NOT NULL)',
    "article": "CREATE VIRTUAL TABLE article USING fts5(body, content='article_content', content_rowid='id')",
    "search": "CREATE VIRTUAL TABLE search USING fts5(title, body, tokenize = 'porter ascii')",
}
#: By name: the table, and the text.
INDEXES = {
    "order_customer_id_5a1b2c3d": ("order", 'CREATE INDEX "order_customer_id_5a1b2c3d" ON "order" ("customer_id")'),
    "order_open_idx": ("order", 'CREATE INDEX "order_open_idx" ON "order" ("number" DESC) WHERE "status" = 1'),
    "order_lower_idx": (
        "order",
        'CREATE INDEX "order_lower_idx" ON "order" ((LOWER("number")), "total" COLLATE NOCASE)',
    ),
    "customer_one_note": (
        "customer",
        'CREATE UNIQUE INDEX "customer_one_note" ON "customer" ("note", "country") WHERE "note" IS NOT NULL',
    ),
    "line_sku_idx": ("line", 'CREATE INDEX "line_sku_idx" ON "line" ("sku", "place")'),
}
TRIGGERS = {
    "order_counts": (
        "order",
        """CREATE TRIGGER "order_counts" AFTER INSERT ON "order" FOR EACH ROW WHEN NEW."status" = 1
        BEGIN UPDATE "customer" SET "visits" = "visits" + 1 WHERE "id" = NEW."customer_id"; END""",
    ),
    "total_changes": (
        "order",
        """CREATE TRIGGER "total_changes" BEFORE UPDATE OF "total" ON "order"
        BEGIN SELECT RAISE(ABORT, 'A  total stays') WHERE OLD."status" = 9; END""",
    ),
    "open_orders_insert": (
        "open_orders",
        """CREATE TRIGGER "open_orders_insert" INSTEAD OF INSERT ON "open_orders"
        BEGIN INSERT INTO "order" ("number", "total", "customer_id") VALUES (NEW."number", NEW."total", 1); END""",
    ),
}
VIEWS = {
    "open_orders": 'CREATE VIEW "open_orders" AS SELECT "number", "total" FROM "order" WHERE "status" = 1',
    "spent": """CREATE VIEW "spent" ("who", "much") AS
        SELECT c."name", SUM(o."total") FROM "customer" c JOIN "order" o ON o."customer_id" = c."id" GROUP BY c."name" """,
}
BASE = (
    *TABLES.values(),
    *(text for _, text in INDEXES.values()),
    *VIEWS.values(),
    *(text for _, text in TRIGGERS.values()),
)


def make(path: Path, statements: Iterable[str] = BASE) -> Path:
    """A database file with what these statements make."""
    execute(path, *statements)
    return path


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # Nobody needs these files after a power failure.
        connection.execute("PRAGMA synchronous = OFF")
        for statement in statements:
            connection.execute(statement)


def edited(table: str, old: str, new: str, *expected: str) -> Injection:
    """Another text of a table, which is made anew with all that belongs to it."""
    text = TABLES[table]
    assert text.count(old) == 1, (table, old)
    return injection(f"{table}: {old} -> {new}", [_anew(table, text.replace(old, new))], [_anew(table, text)], expected)


def _anew(table: str, text: str) -> str:
    others = [other for owner, other in (*INDEXES.values(), *TRIGGERS.values()) if owner == table]
    return "\0".join((f'DROP TABLE "{table}"', text, *others))


def replaced(kind: str, name: str, old: str, new: str, *expected: str) -> Injection:
    """Another text of an index, a view or a trigger."""
    text = {**VIEWS, **{key: body for key, (_, body) in (*INDEXES.items(), *TRIGGERS.items())}}[name]
    assert text.count(old) == 1, (name, old)
    drop = f'DROP {kind} "{name}"'
    after = [body for owner, body in TRIGGERS.values() if owner == name]
    do, undo = "\0".join((drop, text.replace(old, new), *after)), "\0".join((drop, text, *after))
    return injection(f"{name}: {old} -> {new}", [do], [undo], expected)


def added(name: str, do: str, undo: str, *expected: str) -> Injection:
    """Something new."""
    return injection(name, [do], [undo], expected)


def dropped(kind: str, name: str, *expected: str) -> Injection:
    """Something taken away that nothing depends on."""
    text = {**TABLES, **VIEWS, **{key: body for key, (_, body) in (*INDEXES.items(), *TRIGGERS.items())}}[name]
    return injection(f"drop {kind} {name}", [f'DROP {kind} "{name}"'], [text], expected)


def injection(name: str, do: list[str], undo: list[str], expected: Iterable[str]) -> Injection:
    """``expected`` are texts such as "alter_column order.total: type"."""
    heads = [text.partition(": ") for text in expected]
    found = tuple((kind, thing) for kind, _, thing in (head.partition(" ") for head, _, _ in heads))
    return Injection(name, _apart(do), _apart(undo), found, tuple(heads[0][2].split()))


def _apart(texts: list[str]) -> tuple[str, ...]:
    return tuple(part for text in texts for part in text.split("\0"))
