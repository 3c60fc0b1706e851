"""A reverse that says it worked and has undone nothing."""

from __future__ import annotations

from tests.rehearsal.case import ITEM, Truth, case, no_op, table

ONE_WAY = "migrations.RunPython(forward, noop),"
BOTH = "migrations.RunPython(forward, back),"
UPPER = 'def forward(apps, editor):\n    rows(apps, editor).update(name=Upper("name"))\n'
INDEXED = ITEM + 'migrations.AddIndex("Item", models.Index(fields=["name"], name="APP_name")),\n'
UNIQUE = table(code="CharField(max_length=9, unique=True)")
PUT = 'def forward(apps, editor):\n    rows(apps, editor).create({}="zucchini")\n'

CASES = (
    case("upper_noop", ONE_WAY, no_op(lost={"item.name": 3}), above=UPPER),
    case(
        "hash_noop",
        ONE_WAY,
        no_op(lost={"item.name": 3}, again="different"),
        above="""\
def forward(apps, editor):
    for item in rows(apps, editor).all():
        rows(apps, editor).filter(pk=item.pk).update(name=hashlib.sha256(item.name.encode()).hexdigest()[:40])
""",
    ),
    case(
        "fill_noop",
        ONE_WAY,
        no_op(item__note=1),
        above='def forward(apps, editor):\n    rows(apps, editor).filter(note=None).update(note="none")\n',
    ),
    case("elided", "migrations.RunPython(forward, noop, elidable=True),", no_op(lost={"item.name": 3}), above=UPPER),
    case(
        "index_noop",
        'migrations.RunSQL("CREATE INDEX APP_new ON APP_item (qty)", migrations.RunSQL.noop),',
        no_op("add_index item.*_new", again="failed"),
    ),
    case(
        "index_if_missing",
        'migrations.RunSQL("CREATE INDEX IF NOT EXISTS APP_new ON APP_item (qty)", migrations.RunSQL.noop),',
        no_op("add_index item.*_new"),
    ),
    case(
        "table_empty_list",
        'migrations.RunSQL(["CREATE TABLE APP_extra (id integer PRIMARY KEY)"], []),',
        no_op("add_table *_extra", again="failed"),
    ),
    case(
        "drop_if_there",
        {
            "sqlite": 'migrations.RunSQL("DROP INDEX IF EXISTS APP_name", migrations.RunSQL.noop),',
            "postgresql": 'migrations.RunSQL("DROP INDEX IF EXISTS APP_name", migrations.RunSQL.noop),',
            "mariadb": 'migrations.RunSQL("DROP INDEX IF EXISTS APP_name ON APP_item", migrations.RunSQL.noop),',
        },
        no_op("drop_index item.*_name"),
        tables=INDEXED,
    ),
    case("insert_twice", ONE_WAY, no_op(item=1, again="different"), above=PUT.format("name")),
    case(
        "insert_unique",
        ONE_WAY,
        no_op(item=1, again="failed"),
        above=PUT.format("code"),
        tables=UNIQUE,
        rows={"Item": [{"code": "a"}]},
    ),
    case(
        "insert_unless_there",
        ONE_WAY,
        no_op(item=1),
        tables=UNIQUE,
        rows={"Item": [{"code": "a"}]},
        above='def forward(apps, editor):\n    rows(apps, editor).get_or_create(code="b")\n',
    ),
    case(
        "delete_noop",
        ONE_WAY,
        no_op(lost={"item": 2}),
        above="def forward(apps, editor):\n    rows(apps, editor).filter(qty__gt=0).delete()\n",
    ),
    case(
        "back_finds_nothing",
        BOTH,
        no_op(item=1, again="different"),
        above=PUT.format("name")
        + '\n\ndef back(apps, editor):\n    rows(apps, editor).filter(name="Zucchini?").delete()\n',
    ),
    case(
        "column_of_code",
        "AddColumn(),",
        no_op("add_column item.extra", again="failed"),
        above="""\
class AddColumn(Operation):
    reversible = True

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, editor, old, new):
        editor.execute("ALTER TABLE APP_item ADD COLUMN extra integer NULL")

    def database_backwards(self, app_label, editor, old, new):
        pass
""",
    ),
    # It undoes the rows of another database.
    case(
        "other_alias",
        BOTH,
        no_op(lost={"item.qty": 3}, again="different"),
        aliases=("default", "other"),
        above="""\
def forward(apps, editor):
    rows(apps, editor).update(qty=F("qty") + 1)


def back(apps, editor):
    apps.get_model("APP", "Item").objects.using("other").update(qty=F("qty") - 1)
""",
    ),
    case(
        "own_unapply",
        BOTH,
        no_op(lost={"item.qty": 3}, again="different"),
        above="""\
def forward(apps, editor):
    rows(apps, editor).update(qty=F("qty") + 1)


def back(apps, editor):
    rows(apps, editor).update(qty=F("qty") - 1)
""",
        attributes="""\
def unapply(self, project_state, schema_editor, collect_sql=False):
    return project_state
""",
    ),
    case("nothing_at_all", "migrations.RunPython(noop, noop),", Truth("restored")),
)
