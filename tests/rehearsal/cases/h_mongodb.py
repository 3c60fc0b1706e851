"""Migrations of django-mongodb-backend."""

from __future__ import annotations

from tests.rehearsal.case import IRREVERSIBLE, MONGODB, RESTORED, Truth, case, fails, lossy, no_op, residue, table

BOTH = "migrations.RunPython(forward, back, atomic=False),"
ONE_WAY = "migrations.RunPython(forward, noop, atomic=False),"
UNIQUE = table(code="CharField(max_length=9, unique=True)")

CASES = (
    # The reverse writes null, which is as good as no field.
    case("m_remove_field", 'migrations.RemoveField("Item", "note"),', no_op(lost={"item.note": 2}), engines=MONGODB),
    case("m_rename_field", 'migrations.RenameField("Item", "note", "remark"),', RESTORED, engines=MONGODB),
    case("m_rename_model", 'migrations.RenameModel("Item", "Thing"),', RESTORED, engines=MONGODB),
    case("m_delete_model", 'migrations.DeleteModel("Item"),', lossy(item=3), engines=MONGODB),
    case("m_create_model", table("Other", name="CharField(max_length=9, unique=True)"), RESTORED, engines=MONGODB),
    case(
        "m_add_index",
        'migrations.AddIndex("Item", models.Index(fields=["name"], name="APP_i")),',
        RESTORED,
        engines=MONGODB,
    ),
    case(
        "m_upper_noop",
        ONE_WAY,
        no_op(lost={"item.name": 3}),
        engines=MONGODB,
        above="def forward(apps, editor):\n    for item in rows(apps, editor).all():\n"
        "        rows(apps, editor).filter(pk=item.pk).update(name=item.name.upper())\n",
    ),
    case(
        "m_insert_unique",
        ONE_WAY,
        no_op(item=1, again="failed"),
        engines=MONGODB,
        tables=UNIQUE,
        rows={"Item": [{"code": "a"}]},
        above='def forward(apps, editor):\n    rows(apps, editor).create(code="b")\n',
    ),
    case(
        "m_index_left",
        'migrations.AddIndex("Item", models.Index(fields=["name"], name="APP_i")),\n' + ONE_WAY,
        residue("add_index item.*_q"),
        engines=MONGODB,
        above="""\
def forward(apps, editor):
    editor.connection.database["APP_item"].create_index("qty", name="APP_q")
""",
    ),
    case(
        "m_twins",
        'migrations.AddConstraint("Item", models.UniqueConstraint(fields=["code"], name="APP_uq")),',
        fails("E11000"),
        engines=MONGODB,
        tables=table(code="CharField(max_length=9)"),
        rows={"Item": [{"code": "a"}, {"code": "a"}]},
    ),
    case(
        "m_one_way",
        "migrations.RunPython(forward, atomic=False),",
        IRREVERSIBLE,
        engines=MONGODB,
        above="def forward(apps, editor):\n    rows(apps, editor).update(qty=1)\n",
    ),
    case(
        "m_put_and_taken",
        BOTH,
        Truth("restored", fresh=("item._id",)),
        engines=MONGODB,
        above="""\
def forward(apps, editor):
    rows(apps, editor).create(name="date")


def back(apps, editor):
    rows(apps, editor).filter(name="date").delete()
""",
    ),
)
