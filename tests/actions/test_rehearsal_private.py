"""What errors quote of real rows is taken out; names and keys stay."""

from __future__ import annotations

import pytest

from schemaguard.actions._rehearsal_private import Private
from schemaguard.schema.objects import Column, PrimaryKey, Table
from schemaguard.schema.snapshot import SchemaSnapshot

FILE = """class Migration(migrations.Migration):
    operations = [migrations.AlterField("customer", "email", models.EmailField(unique=True, default="none"))]
    raise ValueError(f"no country for {email}")
"""
TABLE = Table(
    "shop_customer",
    columns=(Column("id", "bigint"), Column("email", "text")),
    primary_key=(PrimaryKey("shop_customer_pkey", ("id",)),),
)
PRIVATE = Private.of(SchemaSnapshot.of("postgresql", [TABLE]), names=("default",))

#: As servers say it, and what may be kept of that.
MESSAGES = [
    (
        'duplicate key value violates unique constraint "shop_customer_pkey" DETAIL: Key (id)=(7) already exists.',
        'duplicate key value violates unique constraint "shop_customer_pkey" DETAIL: Key (id)=(7) already exists.',
    ),
    ("DETAIL: Key (email)=(ada@example.org) is duplicated.", "DETAIL: Key (email)=(…) is duplicated."),
    ("DETAIL: Key (email)=(a) b) already exists.", "DETAIL: Key (email)=(…) already exists."),
    ("DETAIL: Key (id, email)=(1, ada) already exists.", "DETAIL: Key (id, email)=(…) already exists."),
    ("DETAIL: Failing row contains (1, Ada, null).", "DETAIL: Failing row contains …."),
    ('invalid input syntax for type integer: "twelve"', 'invalid input syntax for type integer: "…"'),
    ('column "email" of relation "shop_customer" contains null values',) * 2,
    ("value too long for type character varying(5)",) * 2,
    (
        "Duplicate entry 'ada@example.org' for key 'shop_customer.email'",
        "Duplicate entry '…' for key 'shop_customer.email'",
    ),
    ("Duplicate entry 'O''Hara' for key 'email'", "Duplicate entry '…' for key 'email'"),
    ("Data too long for column 'email' at row 3",) * 2,
    ("UNIQUE constraint failed: shop_customer.email",) * 2,
    (
        'E11000 duplicate key error collection: x.shop_customer index: email_1 dup key: { email: "ada" }',
        "E11000 duplicate key error collection: x.shop_customer index: email_1 dup key: …",
    ),
    ("ValueError: no country for ada@example.org", "ValueError: no country for …"),
    ("ValueError: no country for Ada Lovelace", "ValueError: no country for … …"),
    ("invalid literal for int() with base 10: '0049 30 1234567'", "invalid literal for int() with base 10: '…'"),
    ("['“Ada” value must be an integer.']", "['…']"),
    ("KeyError: 'none'",) * 2,
    ('CONTEXT: JSON data, line 1: {"name": "Ada', "CONTEXT: JSON data, line 1: …"),
]


@pytest.mark.parametrize(("said", "kept"), MESSAGES, ids=[said[:40] for said, _ in MESSAGES])
def test_messages(said: str, kept: str) -> None:
    own = Private(PRIVATE.words | Private.of(names=(FILE,)).words, PRIVATE.keys)
    assert own.message(said) == kept


STATEMENTS = [
    ('INSERT INTO "shop_customer" ("email") VALUES (%s)',) * 2,
    (
        "UPDATE shop_customer SET email = 'ada@example.org' WHERE id = 7",
        "UPDATE shop_customer SET email = '…' WHERE id = 7",
    ),
    ('ALTER TABLE "shop_customer" ADD COLUMN "kind" text DEFAULT \'none\' NOT NULL',) * 2,
    ("UPDATE shop_customer SET phone = 493012345", "UPDATE shop_customer SET phone = …"),
]


@pytest.mark.parametrize(("sent", "kept"), STATEMENTS)
def test_statements(sent: str, kept: str) -> None:
    own = Private(PRIVATE.words | Private.of(names=(FILE,)).words, PRIVATE.keys)
    assert own.statement(sent) == kept
