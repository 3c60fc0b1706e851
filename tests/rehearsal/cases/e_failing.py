"""Migrations that do not run on their rows: forward, or back; and those that say they have no way back."""

from __future__ import annotations

from tests.rehearsal.case import IRREVERSIBLE, RESTORED, Case, Step, Truth, case, fails, lossy, table

BOTH = "migrations.RunPython(forward, back),"
CODES = table(code="CharField(max_length=20)")
TWICE = {"Item": [{"code": "a"}, {"code": "a"}]}
UNIQUE = 'models.UniqueConstraint(fields=["code"], name="APP_uq")'
LINKED = table("Category", title="CharField(max_length=20)") + table(
    name="CharField(max_length=20)", category='ForeignKey("APP.Category", models.CASCADE)'
)
UNIQUE_ERRORS = {"sqlite": fails("UNIQUE constraint failed"), "mariadb": fails("Duplicate entry")}
UNIQUE_BACK = {
    "sqlite": fails("UNIQUE constraint failed", "reverse"),
    "mariadb": fails("Duplicate entry", "reverse"),
}

CASES = (
    case(
        "unique_of_twins",
        f'migrations.AddConstraint("Item", {UNIQUE}),',
        fails("could not create unique index"),
        tables=CODES,
        rows=TWICE,
        on=UNIQUE_ERRORS,
    ),
    case(
        "unique_field_of_twins",
        'migrations.AlterField("Item", "code", models.CharField(max_length=20, unique=True)),',
        fails("could not create unique index"),
        tables=CODES,
        rows=TWICE,
        on=UNIQUE_ERRORS,
    ),
    case(
        "required_without_value",
        'migrations.AlterField("Item", "qty", models.IntegerField()),',
        fails("contains null values"),
        tables=table(qty="IntegerField(null=True)"),
        rows={"Item": [{"qty": 1}, {"qty": None}]},
        on={"sqlite": fails("NOT NULL constraint failed"), "mariadb": fails("Data truncated")},
    ),
    case(
        "unique_default",
        'migrations.AddField("Item", "key", models.UUIDField(default=uuid.uuid4, unique=True)),',
        fails("could not create unique index"),
        on=UNIQUE_ERRORS,
    ),
    case(
        "check_of_rows",
        'migrations.AddConstraint("Item", models.CheckConstraint(condition=models.Q(qty__gt=0), name="APP_ck")),',
        fails("is violated by some row"),
        on={"sqlite": fails("CHECK constraint failed"), "mariadb": fails("CONSTRAINT")},
    ),
    case(
        "orphans",
        'migrations.AlterField("Item", "category", models.ForeignKey("APP.Category", models.CASCADE)),',
        fails("violates foreign key"),
        tables=table("Category", title="CharField(max_length=20)")
        + table(category='ForeignKey("APP.Category", models.CASCADE, db_constraint=False)'),
        rows={"Category": [{"title": "a"}], "Item": [{"category_id": 1}, {"category_id": 99}]},
        on={"sqlite": fails("invalid foreign key"), "mariadb": fails("foreign key constraint fails")},
    ),
    case(
        "code_raises",
        BOTH,
        fails("no apples please"),
        above='def forward(apps, editor):\n    raise ValueError("no apples please")\n\n\nback = noop\n',
    ),
    case(
        "bad_sql",
        'migrations.RunSQL("ALTER TABLE APP_item ADD COLUMN", migrations.RunSQL.noop),',
        fails("syntax"),
        on={"sqlite": fails("incomplete input")},
    ),
    case(
        "missing_table",
        'migrations.RunSQL("UPDATE APP_gone SET x = 1", migrations.RunSQL.noop),',
        fails("does not exist"),
        on={"sqlite": fails("no such table"), "mariadb": fails("doesn't exist")},
    ),
    case(
        "fails_in_the_middle",
        'migrations.AddField("Item", "flag", models.BooleanField(default=False)),\n'
        'migrations.RunSQL("UPDATE APP_gone SET x = 1", migrations.RunSQL.noop),\n'
        'migrations.AddField("Item", "more", models.BooleanField(default=False)),',
        fails("fails_in_the_middle_gone"),
    ),
    # Rows with deferred foreign keys are changed, and then their table is, in one transaction.
    case(
        "pending_events",
        'migrations.RunPython(forward, noop),\nmigrations.AlterField("Item", "name", models.CharField(max_length=30)),',
        RESTORED,
        above='def forward(apps, editor):\n    found = rows(apps, editor, "Category").get(title="a")\n'
        '    item = rows(apps, editor).create(name="new", category_id=found.pk)\n'
        "    item.delete(using=editor.connection.alias)\n",
        tables=LINKED,
        rows={"Category": [{"title": "a"}], "Item": [{"name": "x", "category_id": 1}]},
        on={"postgresql": fails("pending trigger events")},
    ),
    case(
        "deferred_link",
        BOTH,
        fails("violates foreign key"),
        above='def forward(apps, editor):\n    rows(apps, editor).create(name="new", category_id=77)\n\n\nback = noop\n',
        tables=LINKED,
        rows={"Category": [{"title": "a"}], "Item": [{"name": "x", "category_id": 1}]},
        on={"sqlite": fails("invalid foreign key"), "mariadb": fails("foreign key constraint fails")},
    ),
    # In the transaction of RunPython, Django lets nobody change a schema that MySQL could not change back.
    case(
        "schema_by_code",
        BOTH,
        RESTORED,
        above="""\
from django.apps.registry import Apps


class Log(models.Model):
    text = models.TextField()

    class Meta:
        app_label = "APP"
        apps = Apps()


def forward(apps, editor):
    editor.create_model(Log)


def back(apps, editor):
    editor.delete_model(Log)
""",
        on={"mariadb": fails("DDL statements while in a transaction")},
    ),
    case(
        "back_raises",
        BOTH,
        fails("cannot go back", "reverse"),
        above='def forward(apps, editor):\n    rows(apps, editor).update(qty=F("qty") + 1)\n\n\n'
        'def back(apps, editor):\n    raise RuntimeError("cannot go back")\n',
    ),
    case(
        "back_wrong_index",
        {
            "sqlite": 'migrations.RunSQL("CREATE INDEX APP_a ON APP_item (qty)", "DROP INDEX APP_b"),',
            "postgresql": 'migrations.RunSQL("CREATE INDEX APP_a ON APP_item (qty)", "DROP INDEX APP_b"),',
            "mariadb": 'migrations.RunSQL("CREATE INDEX APP_a ON APP_item (qty)", "DROP INDEX APP_b ON APP_item"),',
        },
        fails("does not exist", "reverse"),
        on={"sqlite": fails("no such index", "reverse"), "mariadb": fails("check that", "reverse")},
    ),
    case(
        "back_finds_twins",
        'migrations.RemoveConstraint("Item", "APP_uq"),\nmigrations.RunPython(forward, noop),',
        fails("could not create unique index", "reverse"),
        above='def forward(apps, editor):\n    rows(apps, editor).create(code="a")\n',
        tables=f'{CODES}migrations.AddConstraint("Item", {UNIQUE}),\n',
        rows={"Item": [{"code": "a"}]},
        on=UNIQUE_BACK,
    ),
    case(
        "back_finds_nulls",
        'migrations.AlterField("Item", "qty", models.IntegerField(null=True)),\nmigrations.RunPython(forward, noop),',
        fails("contains null values", "reverse"),
        above="def forward(apps, editor):\n    rows(apps, editor).filter(qty=1).update(qty=None)\n",
        tables=table(qty="IntegerField()"),
        rows={"Item": [{"qty": 1}, {"qty": 2}]},
        on={"sqlite": fails("NOT NULL constraint failed", "reverse"), "mariadb": fails("Data truncated", "reverse")},
    ),
    # From text to varchar Django writes USING "code"::varchar(20), and PostgreSQL cuts what is cast by name (manual, 8.3).
    case(
        "back_finds_long",
        'migrations.AlterField("Item", "code", models.TextField()),\nmigrations.RunPython(forward, noop),',
        fails("too long", "reverse"),
        above='def forward(apps, editor):\n    rows(apps, editor).filter(code="b").update(code="b" * 30)\n',
        tables=CODES,
        rows={"Item": [{"code": "a"}, {"code": "b"}]},
        on={"sqlite": lossy(item__code=1), "postgresql": lossy("different", item__code=1)},
    ),
    case(
        "back_unknown_model",
        BOTH,
        fails("", "reverse"),
        above="def forward(apps, editor):\n    rows(apps, editor).update(qty=1)\n\n\n"
        'def back(apps, editor):\n    apps.get_model("APP", "Thing").objects.all().delete()\n',
    ),
    case(
        "python_one_way",
        "migrations.RunPython(forward),",
        IRREVERSIBLE,
        above="def forward(apps, editor):\n    rows(apps, editor).update(qty=1)\n",
    ),
    case(
        "declared_one_way",
        "# schemaguard: ignore run-python-without-reverse -- The old quantities were wrong anyway.\n"
        "migrations.RunPython(forward),",
        Truth("irreversible", declared=True),
        above="def forward(apps, editor):\n    rows(apps, editor).update(qty=1)\n",
    ),
    case("sql_one_way", 'migrations.RunSQL("UPDATE APP_item SET qty = 1"),', IRREVERSIBLE),
    case(
        "one_way_in_the_middle",
        'migrations.AddField("Item", "flag", models.BooleanField(default=False)),\n'
        'migrations.RunSQL("UPDATE APP_item SET qty = 1"),\nmigrations.RemoveField("Item", "note"),',
        IRREVERSIBLE,
    ),
    case(
        "operation_one_way",
        "Once(),",
        IRREVERSIBLE,
        above="""\
class Once(Operation):
    reversible = False

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, editor, old, new):
        editor.execute("UPDATE APP_item SET qty = 1")
""",
    ),
    # Django looks at ``reversible`` of each operation, before it undoes any.
    case(
        "back_not_written",
        "Half(),",
        fails("database_backwards", "reverse"),
        above="""\
class Half(Operation):
    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, editor, old, new):
        editor.execute("UPDATE APP_item SET qty = 1")
""",
    ),
    Case(
        "says_irreversible",
        (
            Step(
                "migrations.RunPython(forward, back),",
                IRREVERSIBLE,
                above="""\
from django.db.migrations.exceptions import IrreversibleError


def forward(apps, editor):
    rows(apps, editor).update(qty=1)


def back(apps, editor):
    raise IrreversibleError("gone for good")
""",
            ),
        ),
    ),
)
