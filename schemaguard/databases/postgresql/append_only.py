"""Triggers that keep rows from being changed, deleted or truncated."""

from __future__ import annotations

from typing import Any

#: What the readers of schemas leave out: see sql/triggers.sql and sql/routines.sql, which cannot import it.
NAME = "schemaguard_append_only"

_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The ledger of schemaguard is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$"""

_FOUND = """
SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgname = %s AND t.tgenabled IN ('O', 'A') AND c.oid = ANY (%s::regclass[])"""


def append_only(connection: Any, tables: tuple[str, ...]) -> tuple[str, ...]:
    """What is missing, as statements; nothing where all is there."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, (NAME, [quote(table) for table in tables]))
        found = {str(row[0]) for row in cursor.fetchall()}
    missing = [table for table in tables if table not in found]
    if not missing:
        return ()
    # One that is switched off is made anew.
    return (
        _FUNCTION.strip(),
        *(
            f"CREATE OR REPLACE TRIGGER {NAME} BEFORE UPDATE OR DELETE OR TRUNCATE ON {quote(table)} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {NAME}()"
            for table in missing
        ),
        *(f"ALTER TABLE {quote(table)} ENABLE TRIGGER {NAME}" for table in missing),
    )
