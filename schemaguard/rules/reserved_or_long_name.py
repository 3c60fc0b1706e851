"""A table or column has a name that has to be quoted, or that is cut.

When: a new table or column is called like an SQL keyword, or has more characters than the server keeps.

Effect: Django quotes names, people and reports forget to. PostgreSQL cuts names after 63 bytes without an error,
so that two long names may become the same.

Way out: choose another name, or set ``db_table`` or ``db_column``.

Source: PostgreSQL manual, Appendix C "SQL Key Words" and 4.1.1; MySQL manual, 11.2 and 11.3; SQLite, "SQLite Keywords".

Target: postgresql 16

Bad::

    operations = [
        migrations.AddField("order", "user", models.CharField(max_length=20, null=True)),  # finding
    ]

Good::

    operations = [
        migrations.AddField("order", "buyer", models.CharField(max_length=20, null=True)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.registry import database
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, CreateTable, RenameColumn, RenameTable
from schemaguard.steps.step import Step

#: Reserved in PostgreSQL and in MySQL 8.4: such a name never works without quotes.
_RESERVED = frozenset(
    """
    all analyze and as asc both case check collate column constraint create cross current_date current_time
    current_timestamp current_user default desc distinct else except exists false fetch for foreign from grant group
    having in inner intersect into is join leading left like limit natural not null on or order outer primary
    references right select table then to trailing true union unique using when where window with
    """.split()
)
#: Reserved in one of them only.
_BY_VENDOR = {
    "postgresql": frozenset(
        "any array asymmetric authorization binary cast concurrently deferrable do end freeze full "
        "ilike initially isnull lateral localtime localtimestamp notnull offset only overlaps "
        "placing returning session_user similar some symmetric tablesample user variadic "
        "verbose".split()
    ),
    "mysql": frozenset(
        "add alter before between change condition cursor databases delete describe drop explain float "
        "force fulltext function generated groups if ignore index insert int interval key keys kill "
        "lag lead leave lines load lock loop match mod modifies option out partition procedure purge "
        "range rank read reads recursive release rename repeat replace require restrict return revoke "
        "row rows schema set show signal spatial sql ssl starting stored system trigger undo unlock "
        "unsigned update usage use values virtual while write xor zerofill".split()
    ),
    "mongodb": frozenset(),
}
#: SQLite takes most keywords as names. These it does not (measured with 3.40).
_SQLITE = frozenset(
    "add all alter and as autoincrement between case check collate commit constraint create default deferrable delete "
    "distinct drop else escape except exists foreign from group having in index insert intersect into is isnull join "
    "limit not notnull null on or order primary references select set table then to transaction union unique update "
    "using values when where".split()
)


@rule(
    "SG811",
    on=(AddColumn, CreateTable, RenameColumn, RenameTable),
    severity=Severity.NOTICE,
    axis=Axis.HYGIENE,
    vendors=("postgresql", "mysql", "sqlite"),
)
def check(step: Step, statement: AddColumn | CreateTable | RenameColumn | RenameTable) -> Iterator[Hit]:
    vendor = step.target.vendor
    reserved = _SQLITE if vendor == "sqlite" else _RESERVED | _BY_VENDOR[vendor]
    limit = database(vendor).max_name_length or 0
    for name in _names(statement):
        if name.lower() in reserved:
            yield Hit(f"The name {name} is a keyword of SQL.", subject=f"{statement.table}.{name}")
        elif limit and len(name.encode()) > limit:
            yield Hit(f"The name {name} is longer than {limit} bytes.", subject=f"{statement.table}.{name}")


def _names(statement: AddColumn | CreateTable | RenameColumn | RenameTable) -> Iterator[str]:
    if isinstance(statement, CreateTable):
        yield statement.table.rpartition(".")[2]
        yield from (column.name for column in statement.columns)
    elif isinstance(statement, AddColumn):
        yield statement.column.name
    else:
        yield statement.to
