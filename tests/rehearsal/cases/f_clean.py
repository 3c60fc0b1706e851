"""Migrations that give back everything, and do the same again."""

from __future__ import annotations

from tests.rehearsal.case import ITEM, RESTORED, Case, Step, Truth, case, table

BOTH = "migrations.RunPython(forward, back),"
PEOPLE = table(full="CharField(max_length=40)")
CATEGORY = table("Category", title="CharField(max_length=20)")
ADD_ONE = """\
def forward(apps, editor):
    rows(apps, editor).update(qty=F("qty") + 1)


def back(apps, editor):
    rows(apps, editor).update(qty=F("qty") - 1)
"""
LINKED = {"Category": [{"title": "a"}], "Item": [{"name": "x", "category_id": 1}]}
LINKS = CATEGORY + table(name="CharField(max_length=20)", category='ForeignKey("APP.Category", models.CASCADE)')


def _fresh(*columns: str) -> Truth:
    return Truth("restored", "same", fresh=columns)


def _add(name: str, field: str) -> str:
    return f'migrations.AddField("Item", "{name}", models.{field}),\n'


CASES = (
    case("add_nullable", _add("more", "TextField(null=True)"), RESTORED),
    case("add_default", _add("more", "CharField(max_length=9, default='new')"), RESTORED),
    case("add_db_default", _add("more", "IntegerField(db_default=7)"), RESTORED),
    case("add_uuid", _add("key", "UUIDField(default=uuid.uuid4)"), _fresh("item.key")),
    case(
        "add_now",
        _add("made", "DateTimeField(auto_now_add=True, default=datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC))")
        + _add("moved", "DateTimeField(default=lambda: datetime.datetime.now(datetime.UTC))"),
        _fresh("item.made", "item.moved"),
    ),
    case(
        "add_server_now",
        _add("made", "DateTimeField(db_default=Now())"),
        _fresh("item.made"),
        engines=("postgresql", "mariadb"),
    ),
    case(
        "uuid_in_three",
        _add("key", "UUIDField(null=True)")
        + "migrations.RunPython(forward, noop),\n"
        + 'migrations.AlterField("Item", "key", models.UUIDField(unique=True)),',
        _fresh("item.key"),
        above="""\
def forward(apps, editor):
    for item in rows(apps, editor).all():
        rows(apps, editor).filter(pk=item.pk).update(key=uuid.uuid4())
""",
    ),
    case(
        "add_generated",
        _add("twice", 'GeneratedField(expression=F("qty") * 2, output_field=models.IntegerField(), db_persist=True)'),
        RESTORED,
    ),
    case("rename_field", 'migrations.RenameField("Item", "note", "remark"),', RESTORED),
    case("rename_model", 'migrations.RenameModel("Item", "Thing"),', RESTORED),
    case("rename_linked_model", 'migrations.RenameModel("Category", "Kind"),', RESTORED, tables=LINKS, rows=LINKED),
    case(
        "rename_back_and_forth",
        'migrations.RenameField("Item", "note", "remark"),\nmigrations.RenameField("Item", "remark", "note"),',
        RESTORED,
    ),
    case("rename_table", 'migrations.AlterModelTable("Item", "APP_things"),', RESTORED),
    case(
        "rename_column",
        'migrations.AlterField("Item", "qty", models.IntegerField(null=True, db_column="amount")),',
        RESTORED,
    ),
    case("add_index", 'migrations.AddIndex("Item", models.Index(fields=["name", "-qty"], name="APP_i")),', RESTORED),
    case(
        "rename_index",
        'migrations.RenameIndex("Item", old_name="APP_old", new_name="APP_new"),',
        RESTORED,
        tables=f'{ITEM}migrations.AddIndex("Item", models.Index(fields=["name"], name="APP_old")),\n',
    ),
    case(
        "remove_index",
        'migrations.RemoveIndex("Item", "APP_old"),',
        RESTORED,
        tables=f'{ITEM}migrations.AddIndex("Item", models.Index(fields=["name"], name="APP_old")),\n',
    ),
    case(
        "add_check",
        'migrations.AddConstraint("Item", models.CheckConstraint(condition=models.Q(qty__gte=0), name="APP_ck")),',
        RESTORED,
    ),
    case(
        "add_unique",
        'migrations.AddConstraint("Item", models.UniqueConstraint(fields=["name"], name="APP_uq")),',
        RESTORED,
    ),
    case("together", 'migrations.AlterUniqueTogether("Item", {("name", "qty")}),', RESTORED),
    case(
        "create_with_links",
        CATEGORY
        + _add("category", 'ForeignKey("APP.Category", models.SET_NULL, null=True)')
        + _add("others", 'ManyToManyField("APP.Category", related_name="+")')
        + _add("parent", 'ForeignKey("self", models.CASCADE, null=True)'),
        RESTORED,
    ),
    case(
        "widen",
        'migrations.AlterField("Item", "name", models.CharField(max_length=200)),\n'
        'migrations.AlterField("Item", "qty", models.BigIntegerField(null=True)),',
        RESTORED,
    ),
    case("char_to_text", 'migrations.AlterField("Item", "name", models.TextField()),', RESTORED),
    case(
        "number_to_text", 'migrations.AlterField("Item", "qty", models.CharField(max_length=20, null=True)),', RESTORED
    ),
    case(
        "more_digits",
        'migrations.AlterField("Item", "price", models.DecimalField(max_digits=12, decimal_places=4)),',
        RESTORED,
        tables=table(price="DecimalField(max_digits=8, decimal_places=2)"),
        rows={"Item": [{"price": 1.25}, {"price": 10}]},
    ),
    case(
        "json_to_text",
        'migrations.AlterField("Item", "data", models.TextField()),',
        RESTORED,
        tables=table(data="JSONField()"),
        rows={"Item": [{"data": {"b": 1, "a": [1.5, None]}}]},
    ),
    case(
        "null_not_there",
        'migrations.AlterField("Item", "qty", models.IntegerField(default=0)),',
        RESTORED,
        tables=table(qty="IntegerField(null=True)"),
        rows={"Item": [{"qty": 1}, {"qty": 2}]},
    ),
    case(
        "options_only",
        'migrations.AlterModelOptions("Item", {"ordering": ["name"]}),\nmigrations.AlterModelManagers("Item", []),',
        RESTORED,
    ),
    case(
        "put_and_taken",
        BOTH,
        _fresh("item.id"),
        above="""\
def forward(apps, editor):
    for name in ("date", "elder"):
        rows(apps, editor).create(name=name)


def back(apps, editor):
    rows(apps, editor).filter(name__in=["date", "elder"]).delete()
""",
    ),
    case(
        "sql_both_ways",
        'migrations.RunSQL("UPDATE APP_item SET qty = qty + 1", "UPDATE APP_item SET qty = qty - 1"),\n'
        'migrations.RunSQL("CREATE VIEW APP_v AS SELECT id FROM APP_item", "DROP VIEW APP_v"),',
        RESTORED,
    ),
    case(
        "split_names",
        _add("first", "CharField(max_length=20, default='')")
        + _add("last", "CharField(max_length=20, default='')")
        + BOTH
        + '\nmigrations.RemoveField("Item", "full"),',
        RESTORED,
        above="""\
def forward(apps, editor):
    for one in rows(apps, editor).all():
        first, _, last = one.full.rpartition(" ")
        rows(apps, editor).filter(pk=one.pk).update(first=first, last=last)


def back(apps, editor):
    rows(apps, editor).update(full=Concat("first", Value(" "), "last"))
""",
        tables=table(full="CharField(max_length=40, default='')"),
        rows={"Item": [{"full": "Ada Lovelace"}, {"full": "Mary Ann Evans"}]},
    ),
    case(
        "turned_around",
        BOTH,
        RESTORED,
        above="""\
def forward(apps, editor):
    for item in rows(apps, editor).all():
        rows(apps, editor).filter(pk=item.pk).update(name=item.name[::-1])


back = forward
""",
    ),
    case(
        "json_and_back",
        BOTH,
        RESTORED,
        above="""\
def forward(apps, editor):
    for item in rows(apps, editor).all():
        item.data = {"size": {"w": item.data["w"], "h": item.data.get("h")}}
        item.save(using=editor.connection.alias)


def back(apps, editor):
    for item in rows(apps, editor).all():
        item.data = {name: item.data["size"][name] for name in ("h", "w") if item.data["size"][name]}
        item.save(using=editor.connection.alias)
""",
        tables=table(data="JSONField()"),
        rows={"Item": [{"data": {"w": 1, "h": 2}}, {"data": {"w": 3}}]},
    ),
    # Each way drops it when it commits, and both together would meet.
    case(
        "temporary_table",
        """migrations.RunSQL(
    "CREATE TEMPORARY TABLE APP_t ON COMMIT DROP AS SELECT id FROM APP_item; UPDATE APP_item SET qty = qty + 1",
    "CREATE TEMPORARY TABLE APP_t ON COMMIT DROP AS SELECT id FROM APP_item; UPDATE APP_item SET qty = qty - 1",
),""",
        RESTORED,
        engines=("postgresql",),
    ),
    case(
        "own_operation",
        "AddColumn(),",
        RESTORED,
        above="""\
class AddColumn(Operation):
    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, editor, old, new):
        editor.execute("ALTER TABLE APP_item ADD COLUMN extra integer NULL")

    def database_backwards(self, app_label, editor, old, new):
        editor.execute("ALTER TABLE APP_item DROP COLUMN extra")
""",
    ),
    Case(
        "own_apply",
        (
            Step(
                "",
                RESTORED,
                attributes="""\
def apply(self, project_state, schema_editor, collect_sql=False):
    schema_editor.execute("CREATE TABLE APP_extra (id integer PRIMARY KEY)")
    return super().apply(project_state, schema_editor, collect_sql)

def unapply(self, project_state, schema_editor, collect_sql=False):
    schema_editor.execute("DROP TABLE APP_extra")
    return super().unapply(project_state, schema_editor, collect_sql)
""",
            ),
            Step('migrations.RunSQL("INSERT INTO APP_extra VALUES (1)", "DELETE FROM APP_extra"),', RESTORED),
        ),
    ),
    case(
        "not_atomic",
        _add("more", "TextField(null=True)") + BOTH,
        RESTORED,
        attributes="atomic = False\n",
        above=ADD_ONE,
    ),
    case(
        "not_atomic_code",
        "migrations.RunPython(forward, back, atomic=False),",
        RESTORED,
        above=ADD_ONE,
    ),
    case(
        "concurrently",
        'AddIndexConcurrently("Item", models.Index(fields=["name"], name="APP_i")),',
        RESTORED,
        above="from django.contrib.postgres.operations import AddIndexConcurrently\n",
        attributes="atomic = False\n",
        engines=("postgresql",),
    ),
    case(
        "concurrently_by_sql",
        'migrations.RunSQL("CREATE INDEX CONCURRENTLY APP_i ON APP_item (name)", "DROP INDEX CONCURRENTLY APP_i"),',
        RESTORED,
        attributes="atomic = False\n",
        engines=("postgresql",),
    ),
    case(
        "valid_later",
        'AddConstraintNotValid("Item", models.CheckConstraint(condition=models.Q(qty__gte=0), name="APP_ck")),\n'
        'ValidateConstraint("Item", "APP_ck"),',
        RESTORED,
        engines=("postgresql",),
        above="from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint\n",
    ),
    case(
        "through_by_state",
        """\
migrations.SeparateDatabaseAndState(
    database_operations=[],
    state_operations=[
        migrations.CreateModel("Tagging", [
            ("id", AUTO),
            ("item", models.ForeignKey("APP.Item", models.CASCADE)),
            ("tag", models.ForeignKey("APP.Tag", models.CASCADE)),
        ], options={"db_table": "APP_item_tags", "unique_together": {("item", "tag")}}),
        migrations.AlterField("Item", "tags", models.ManyToManyField("APP.Tag", through="APP.Tagging")),
    ],
),
migrations.AddField("Tagging", "note", models.TextField(null=True)),
""",
        RESTORED,
        tables=table("Tag", word="CharField(max_length=9)")
        + table(name="CharField(max_length=9)")
        + 'migrations.AddField("Item", "tags", models.ManyToManyField("APP.Tag")),\n',
        rows={"Tag": [{"word": "x"}], "Item": [{"name": "one"}], "Item.tags": [{"item_id": 1, "tag_id": 1}]},
    ),
    case(
        "state_only",
        'migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("Item", "note")]),',
        RESTORED,
    ),
    case(
        "swapped_model",
        table("Account", '"swappable": "APP_MODEL"', name="CharField(max_length=9)")
        + 'migrations.AddField("Item", "owner", models.ForeignKey("APP.Account", models.CASCADE, null=True)),',
        RESTORED,
        settings='APP_MODEL = "APP.Account"\n',
    ),
    Case(
        "squashed",
        (
            Step(
                _add("one", "IntegerField(default=1)") + _add("two", "IntegerField(default=2)"),
                RESTORED,
                attributes='replaces = [("APP", "0003_one"), ("APP", "0004_two")]\n',
                name="0003_one_squashed_0004_two",
            ),
        ),
    ),
    Case(
        "runs_before",
        (
            Step(
                "migrations.RunPython(forward, back),",
                RESTORED,
                name="0004_first",
                after=[("APP", "0002_rows")],
                attributes='run_before = [("APP", "0003_last")]\n',
                above="""\
def forward(apps, editor):
    assert not hasattr(rows(apps, editor).first(), "one")
    rows(apps, editor).update(qty=F("qty") + 1)


def back(apps, editor):
    rows(apps, editor).update(qty=F("qty") - 1)
""",
            ),
            Step(_add("one", "IntegerField(default=1)"), RESTORED, name="0003_last", after=[("APP", "0002_rows")]),
        ),
    ),
)
