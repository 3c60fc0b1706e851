"""Adding a foreign key reads every row while both tables are locked against writes.

When: a foreign key is added to an existing column of an existing table, without NOT VALID, or to a new column
that gives the existing rows a value. Django also drops a foreign key and adds it again where one would not expect it:
when its column gets another name, becomes nullable or NOT NULL, or changes its default, and RenameModel does so for
every key that points to a renamed table.

Effect: both tables take a SHARE ROW EXCLUSIVE lock: no writes to either until every row has been
looked up on the other side. With a new column it is worse: its own table cannot be read either. Where the key is
dropped first, neither table can be read: dropping takes an ACCESS EXCLUSIVE lock on both.

Way out: add the constraint without checking old rows, and check them in a later migration, which takes
no such lock::

    migrations.RunSQL(
        "ALTER TABLE shop_order ADD CONSTRAINT order_customer FOREIGN KEY (customer_id) "
        "REFERENCES shop_customer (id) DEFERRABLE INITIALLY DEFERRED NOT VALID",
        "ALTER TABLE shop_order DROP CONSTRAINT order_customer",
        state_operations=[...],
    )
    # In the next migration:
    migrations.RunSQL("ALTER TABLE shop_order VALIDATE CONSTRAINT order_customer", migrations.RunSQL.noop)

Source: PostgreSQL manual, ALTER TABLE, ADD table_constraint NOT VALID.

Given::

    operations = [
        migrations.AddField("order", "product_id", models.BigIntegerField(null=True)),
    ]

Bad::

    operations = [
        migrations.RunSQL(  # finding
            "ALTER TABLE shop_order ADD CONSTRAINT p FOREIGN KEY (product_id) REFERENCES shop_product (id)",
            migrations.RunSQL.noop,
        ),
    ]

Good::

    operations = [
        migrations.RunSQL(
            "ALTER TABLE shop_order ADD CONSTRAINT p FOREIGN KEY (product_id) REFERENCES shop_product (id) NOT VALID",
            migrations.RunSQL.noop,
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, AddConstraint, DropConstraint
from schemaguard.steps.step import Step

ANEW = (
    "Leave the key alone: put this operation into state_operations of SeparateDatabaseAndState, and only what has to "
    "change in the database, such as ALTER TABLE … ALTER COLUMN … DROP NOT NULL or RENAME COLUMN, into RunSQL in its "
    "database_operations. A model is renamed without its keys when it keeps its db_table."
)


@rule("SG106", on=(AddConstraint, AddColumn), severity=Severity.ERROR, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: AddConstraint | AddColumn) -> Iterator[Hit]:
    if step.is_new_table(statement.table):
        return
    if isinstance(statement, AddColumn):
        yield from _with_column(step, statement)
        return
    constraint = statement.constraint
    if constraint.kind != "foreign_key" or not constraint.validated:
        return
    if constraint.columns and all(step.is_new_column(statement.table, name) for name in constraint.columns):
        return
    other = constraint.references.table if constraint.references else "the other table"
    name = constraint.name or ", ".join(constraint.columns)
    if _is_made_anew(step, statement):
        yield Hit(
            f"Django drops the foreign key {name} and adds it again: all access to {statement.table} and {other} is "
            f"blocked while every row is checked.",
            subject=f"{statement.table}.{name}",
            remedy=ANEW,
        )
        return
    yield Hit(
        f"Adding the foreign key {name} blocks writes to {statement.table} and {other} while every row is checked.",
        subject=f"{statement.table}.{name}",
    )


def _is_made_anew(step: Step, added: AddConstraint) -> bool:
    """Measured on PostgreSQL 15: the DROP CONSTRAINT before it locks both tables against everything."""
    return any(
        isinstance(item, DropConstraint)
        and (item.table, item.constraint.references) == (added.table, added.constraint.references)
        for item in step.statements
    )


def _with_column(step: Step, statement: AddColumn) -> Iterator[Hit]:
    """Measured on PostgreSQL 15: a new column of NULLs is not checked, one with a default is."""
    column = statement.column
    if column.references is None or not (column.fill or column.default):
        return
    yield Hit(
        f"Existing rows get a value in {column.name}, and every one is looked up in {column.references.table} while "
        f"all access to {statement.table} is blocked.",
        subject=f"{statement.table}.{column.name}",
        remedy=_remedy(step),
    )


def _remedy(step: Step) -> str:
    if not step.field_name():
        return ""
    model, name = step.model_name(), step.field_name()
    return f"Add {name} to {model} with null=True and no default, which checks no row; fill it in batches afterwards."
