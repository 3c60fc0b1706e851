"""Schema and rows that the reverse leaves, or takes although it did not make them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.rehearsal.case import ITEM, RESTORED, Truth, case, residue, table

#: Something that is taken back, so that the reverse does undo something. For a column with a default, Django's editor for
#: SQLite makes the table anew, with the indexes and constraints of the model: what SQL made or dropped besides is gone.
FLAG = 'migrations.AddField("Item", "flag", models.BooleanField(default=False)),\n'
INDEXED = ITEM + 'migrations.AddIndex("Item", models.Index(fields=["name"], name="APP_name")),\n'
BOTH = "migrations.RunPython(forward, back),"
#: Where code changes the schema, MySQL has to be told that there is no transaction.
FREE = "migrations.RunPython(forward, back, atomic=False),"

#: An operation whose way back does nothing.
FORWARD_ONLY = """\
def forward_only(operation):
    class ForwardOnly(type(operation)):
        def database_backwards(self, *args):
            pass

    operation.__class__ = ForwardOnly
    return operation
"""

VIEW = "CREATE VIEW APP_names AS SELECT name FROM APP_item"
TRIGGER = {
    "sqlite": "CREATE TRIGGER APP_guard AFTER DELETE ON APP_item BEGIN SELECT 1; END",
    "postgresql": "CREATE TRIGGER APP_guard BEFORE UPDATE ON APP_item FOR EACH ROW "
    "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "mariadb": "CREATE TRIGGER APP_guard BEFORE DELETE ON APP_item FOR EACH ROW SET @APP_seen = 1",
}
DROP_INDEX = {
    "sqlite": "DROP INDEX {0}",
    "postgresql": "DROP INDEX {0}",
    "mariadb": "DROP INDEX {0} ON APP_item",
}


def _sql(forward: str, back: str | None = None, more: str = FLAG) -> str:
    reverse = "migrations.RunSQL.noop" if back is None else f'"""{back}"""'
    return f'{more}migrations.RunSQL("""{forward}""", {reverse}),\n'


def _drop(name: str, **rest: str) -> Mapping[str, str]:
    return {engine: _sql(text.format(name), **rest) for engine, text in DROP_INDEX.items()}


def _only(operation: str) -> str:
    return f"{FLAG}forward_only(migrations.{operation}),"


CASES = (
    case(
        "index_left",
        _sql("CREATE INDEX APP_left ON APP_item (qty)"),
        residue("add_index item.*_left", again="failed"),
        on={"sqlite": residue("add_index item.*_left")},
    ),
    case(
        "index_not_its_own",
        {
            engine: _sql("CREATE INDEX APP_new ON APP_item (qty)", text.format("APP_name"), more="")
            for engine, text in DROP_INDEX.items()
        },
        residue("drop_index item.*_name", "add_index item.*_new", again="failed"),
        tables=INDEXED,
    ),
    case(
        "index_dropped",
        _drop("APP_name"),
        residue("drop_index item.*_name", again="failed"),
        tables=INDEXED,
        on={"sqlite": residue("drop_index item.*_name")},
    ),
    case(
        "index_lost_quietly",
        {
            "sqlite": _sql("CREATE INDEX IF NOT EXISTS APP_name ON APP_item (name)", "DROP INDEX APP_name"),
            "postgresql": _sql("CREATE INDEX IF NOT EXISTS APP_name ON APP_item (name)", "DROP INDEX APP_name"),
            "mariadb": _sql(
                "CREATE INDEX IF NOT EXISTS APP_name ON APP_item (name)", "DROP INDEX APP_name ON APP_item"
            ),
        },
        residue("drop_index item.*_name"),
        tables=INDEXED,
    ),
    # Nothing makes the partial index again, and going forward again says that all is well.
    case(
        "partial_lost",
        _sql("DROP INDEX IF EXISTS APP_active"),
        residue("drop_index item.*_active"),
        tables=ITEM + 'migrations.AddConstraint("Item", models.UniqueConstraint(fields=["name"], '
        'condition=models.Q(qty__gt=0), name="APP_active")),\n',
        engines=("sqlite", "postgresql"),
    ),
    case(
        "unique_dropped",
        FREE,
        residue("drop_unique item.*_uq", again="different"),
        above="""\
def forward(apps, editor):
    pass


def back(apps, editor):
    model = apps.get_model("APP", "Item")
    model._meta.constraints = []  # SQLite's editor makes the table as the model is.
    editor.remove_constraint(model, models.UniqueConstraint(fields=["name"], name="APP_uq"))
""",
        tables=ITEM + 'migrations.AddConstraint("Item", models.UniqueConstraint(fields=["name"], name="APP_uq")),\n',
    ),
    case(
        "check_dropped",
        FREE,
        residue("drop_check item.*_ck", again="different"),
        above="""\
def forward(apps, editor):
    rows(apps, editor).update(qty=F("qty") + 1)


def back(apps, editor):
    rows(apps, editor).update(qty=F("qty") - 1)
    model = apps.get_model("APP", "Item")
    model._meta.constraints = []
    editor.remove_constraint(model, models.CheckConstraint(condition=models.Q(qty__gte=0), name="APP_ck"))
""",
        tables=ITEM + 'migrations.AddConstraint("Item", models.CheckConstraint(condition=models.Q(qty__gte=0), '
        'name="APP_ck")),\n',
    ),
    case(
        "collation_left",
        {
            "sqlite": _only('AlterField("Item", "name", models.CharField(max_length=50, db_collation="NOCASE"))'),
            "postgresql": _only('AlterField("Item", "name", models.CharField(max_length=50, db_collation="C"))'),
            "mariadb": _only('AlterField("Item", "name", models.CharField(max_length=50, db_collation="utf8mb4_bin"))'),
        },
        residue("alter_column item.name"),
        above=FORWARD_ONLY,
    ),
    case(
        "collation_forgotten",
        {
            "sqlite": "migrations.RunPython(forward, back),",
            "postgresql": _sql(
                "ALTER TABLE APP_item ALTER name TYPE varchar(60)",
                "ALTER TABLE APP_item ALTER name TYPE varchar(50)",
                more="",
            ),
            "mariadb": _sql(
                "ALTER TABLE APP_item MODIFY name varchar(60) NOT NULL",
                "ALTER TABLE APP_item MODIFY name varchar(50) NOT NULL",
                more="",
            ),
        },
        residue("alter_column item.name"),
        above="""\
def change(apps, editor, old, new):
    model = apps.get_model("APP", "Item")
    fields = [models.CharField(max_length=size, db_collation=collation) for size, collation in (old, new)]
    for field in fields:
        field.set_attributes_from_name("name")
        field.model = model
    editor.alter_field(model, *fields)


def forward(apps, editor):
    change(apps, editor, (50, "NOCASE"), (60, None))


def back(apps, editor):
    change(apps, editor, (60, None), (50, None))
""",
        tables={
            engine: table(name=f'CharField(max_length=50, db_collation="{collation}")')
            for engine, collation in {"sqlite": "NOCASE", "postgresql": "C", "mariadb": "utf8mb4_bin"}.items()
        },
        rows={"Item": [{"name": "a"}]},
    ),
    case(
        "type_left",
        _only('AlterField("Item", "qty", models.BigIntegerField(null=True))'),
        residue("alter_column item.qty"),
        above=FORWARD_ONLY,
    ),
    case(
        "default_left",
        _only('AlterField("Item", "qty", models.IntegerField(null=True, db_default=1))'),
        residue("alter_column item.qty"),
        above=FORWARD_ONLY,
    ),
    case(
        "nullable_left",
        _only('AlterField("Item", "name", models.CharField(max_length=50, null=True))'),
        residue("alter_column item.name"),
        above=FORWARD_ONLY,
    ),
    case(
        "together_left",
        _only('AlterUniqueTogether("Item", {("name", "qty")})'),
        residue("add_unique item.*", again="failed"),
        above=FORWARD_ONLY,
        on={"sqlite": residue("add_index item.*")},
    ),
    case(
        "trigger_left",
        {engine: _sql(text) for engine, text in TRIGGER.items()},
        residue("add_trigger item.*_guard", again="failed"),
        on={"sqlite": residue("add_trigger item.*_guard")},
    ),
    case(
        "trigger_dropped",
        {
            engine: FLAG + f'migrations.RunSQL("{text}", "{text}"),'
            for engine, text in {
                "sqlite": "DROP TRIGGER IF EXISTS APP_guard",
                "postgresql": "DROP TRIGGER IF EXISTS APP_guard ON APP_item",
                "mariadb": "DROP TRIGGER IF EXISTS APP_guard",
            }.items()
        },
        residue("drop_trigger item.*_guard"),
        tables={engine: f'{ITEM}migrations.RunSQL("{text}"),\n' for engine, text in TRIGGER.items()},
    ),
    case("view_left", _sql(VIEW, more=table("Other", x="IntegerField()")), residue("add_view *_names", again="failed")),
    case(
        "view_dropped",
        _sql("DROP VIEW APP_names", more=table("Other", x="IntegerField()")),
        residue("drop_view *_names", again="failed"),
        tables=ITEM + f'migrations.RunSQL("{VIEW}"),\n',
    ),
    case(
        "view_replaced",
        {
            engine: table("Other", x="IntegerField()")
            + f'migrations.RunSQL({drop} + ["{view}"], {drop} + ["{other}"]),'
            for engine in ("sqlite", "postgresql", "mariadb")
            for drop, view, other in [
                ('["DROP VIEW APP_names"]', VIEW.replace("name ", "name, qty "), VIEW.replace("name ", "note "))
            ]
        },
        residue("alter_view *_names"),
        tables=ITEM + f'migrations.RunSQL("{VIEW}"),\n',
    ),
    case(
        "routine_left",
        {
            "postgresql": _sql("CREATE FUNCTION APP_one() RETURNS int LANGUAGE sql AS 'SELECT 1'"),
            "mariadb": _sql("CREATE FUNCTION APP_one() RETURNS int DETERMINISTIC RETURN 1"),
        },
        residue("add_routine *_one*", again="failed"),
        engines=("postgresql", "mariadb"),
    ),
    case(
        "table_left",
        _sql("CREATE TABLE APP_extra (id integer PRIMARY KEY)"),
        residue("add_table *_extra", again="failed"),
    ),
    case(
        "table_of_code_left",
        FLAG + "migrations.RunPython(forward, noop, atomic=False),",
        residue("add_table *_log", again="failed"),
        above="""\
from django.apps.registry import Apps


class Log(models.Model):
    text = models.TextField()

    class Meta:
        app_label = "APP"
        apps = Apps()


def forward(apps, editor):
    editor.create_model(Log)
""",
    ),
    case(
        "state_only_back",
        """\
migrations.SeparateDatabaseAndState(
    database_operations=[migrations.RunSQL("CREATE TABLE APP_kind (id integer PRIMARY KEY)", migrations.RunSQL.noop)],
    state_operations=[migrations.CreateModel("Kind", [("id", models.IntegerField(primary_key=True))])],
),
"""
        + FLAG,
        residue("add_table *_kind", again="failed"),
    ),
    case(
        "link_left",
        _only('AlterField("Item", "category", models.ForeignKey("APP.Category", models.CASCADE, db_constraint=False))'),
        residue("drop_foreign_key item.*", again="same"),
        above=FORWARD_ONLY,
        tables=table("Category", title="CharField(max_length=20)")
        + table(category='ForeignKey("APP.Category", models.CASCADE)'),
        rows={"Category": [{"title": "a"}], "Item": [{"category_id": 1}]},
    ),
    case(
        "identity_lost",
        {
            "postgresql": _sql("ALTER TABLE APP_item ALTER id DROP IDENTITY"),
            "mariadb": _sql("ALTER TABLE APP_item MODIFY id bigint NOT NULL"),
        },
        residue("alter_column item.id"),
        on={"postgresql": residue("alter_column item.id", again="failed")},
        engines=("postgresql", "mariadb"),
    ),
    case(
        "comment_left",
        _only('AlterModelTableComment("Item", "All things.")'),
        residue("alter_table *_item"),
        above=FORWARD_ONLY,
        engines=("postgresql", "mariadb"),
    ),
    case(
        "not_valid",
        'migrations.RunSQL("ALTER TABLE APP_item DROP CONSTRAINT APP_ck", '
        '"ALTER TABLE APP_item ADD CONSTRAINT APP_ck CHECK (qty >= 0) NOT VALID"),',
        residue("alter_check item.*_ck"),
        tables=ITEM + 'migrations.AddConstraint("Item", models.CheckConstraint(condition=models.Q(qty__gte=0), '
        'name="APP_ck")),\n',
        engines=("postgresql",),
    ),
    case(
        "enum_left",
        _sql("CREATE TYPE APP_mood AS ENUM ('ok', 'bad')"),
        residue("add_enum *_mood", again="failed"),
        engines=("postgresql",),
    ),
    case(
        "sequence_left",
        _sql("CREATE SEQUENCE APP_number"),
        residue("add_sequence *_number", again="failed"),
        engines=("postgresql", "mariadb"),
    ),
    case(
        "counter_set",
        FLAG + "migrations.RunPython(forward, noop, atomic=False),",
        Truth("restored", "same", notes=("sequences",)),
        above="""\
def forward(apps, editor):
    sql = {
        "sqlite": "UPDATE sqlite_sequence SET seq = 1000 WHERE name = 'APP_item'",
        "postgresql": "SELECT setval(pg_get_serial_sequence('APP_item', 'id'), 1000)",
        "mysql": "ALTER TABLE APP_item AUTO_INCREMENT = 1000",
    }
    editor.execute(sql[editor.connection.vendor])
""",
    ),
    case(
        "index_renamed",
        _sql("ALTER INDEX APP_name RENAME TO APP_other"),
        residue("drop_index item.*_name", "add_index item.*_other", again="failed"),
        tables=INDEXED,
        engines=("postgresql",),
    ),
    case(
        "order_only",
        'migrations.RemoveField("Item", "empty"),',
        Truth("restored", "same", notes=("column-order",)),
        tables=table(empty="IntegerField(null=True)", name="CharField(max_length=9)"),
        rows={"Item": [{"name": "a"}]},
        on={"sqlite": RESTORED},
    ),
)
