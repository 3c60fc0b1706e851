"""Histories in which going back from the end brings something else than going back one step."""

from __future__ import annotations

from tests.rehearsal.case import IRREVERSIBLE, RESTORED, Case, Step, Truth, fails, lossy, no_op, table

BOTH = "migrations.RunPython(forward, back),"
ONE_WAY = "migrations.RunPython(forward, noop),"
NOOP = "migrations.RunSQL.noop"
CODES = table(code="CharField(max_length=20)")
AB = {"Item": [{"code": "a"}, {"code": "b"}]}
ADD_INDEX = 'migrations.AddIndex("Item", models.Index(fields=["code"], name="APP_i")),\n'
#: SQLite keeps the text, and writes quotes into it when it renames what it names.
QUOTED = """migrations.RunSQL('CREATE INDEX "APP_raw" ON "APP_item" ("code")', 'DROP INDEX IF EXISTS APP_raw'),"""
RAW = {
    "sqlite": QUOTED,
    "postgresql": QUOTED,
    "mariadb": 'migrations.RunSQL("CREATE INDEX APP_raw ON APP_item (code)", '
    '"DROP INDEX IF EXISTS APP_raw ON APP_item"),',
}
DROP = {
    "sqlite": f'migrations.RunSQL("DROP INDEX APP_raw", {NOOP}),',
    "postgresql": f'migrations.RunSQL("DROP INDEX APP_raw", {NOOP}),',
    "mariadb": f'migrations.RunSQL("DROP INDEX APP_raw ON APP_item", {NOOP}),',
}


CASES = (
    # The rows are found by a name that a later migration changes.
    Case(
        "renamed_rows",
        (
            Step(
                BOTH,
                Truth("restored", fresh=("item.id",)),
                head=no_op(item=1),
                above="""\
def forward(apps, editor):
    rows(apps, editor).create(code="extra")


def back(apps, editor):
    rows(apps, editor).filter(code="extra").delete()
""",
            ),
            Step(
                ONE_WAY,
                no_op(lost={"item.code": 1}),
                head=no_op(lost={"item.code": 1}),
                above="""\
def forward(apps, editor):
    rows(apps, editor).filter(code="extra").update(code="additional")
""",
            ),
        ),
        tables=CODES,
        rows=AB,
    ),
    # What the first does not undo goes with the column that the second removes.
    Case(
        "removed_later",
        (
            Step(
                ONE_WAY,
                no_op(lost={"item.stock": 2}),
                head=RESTORED,
                above="def forward(apps, editor):\n    rows(apps, editor).update(stock=9)\n",
            ),
            Step('migrations.RemoveField("Item", "stock"),', lossy(item__stock=2), head=lossy(item__stock=2)),
        ),
        tables=table(stock="IntegerField(default=0)"),
        rows={"Item": [{}, {}]},
    ),
    Case(
        "index_made_and_dropped",
        (
            Step(
                f'migrations.RunSQL("CREATE INDEX APP_raw ON APP_item (code)", {NOOP}),',
                no_op("add_index item.*_raw", again="failed"),
                head=RESTORED,
            ),
            Step(DROP, no_op("drop_index item.*_raw", again="failed"), head=no_op("drop_index item.*_raw")),
        ),
        tables=CODES,
        rows=AB,
    ),
    # What the last ones lose goes by other names further down, and is told once.
    Case(
        "lost_under_new_names",
        (
            Step(RAW, RESTORED, head=RESTORED),
            Step(
                'migrations.RenameField("Item", "code", "label"),', RESTORED, head=RESTORED, renames={"label": "code"}
            ),
            Step('migrations.RenameModel("Item", "Thing"),', RESTORED, head=RESTORED, renames={"thing": "item"}),
            Step(
                ONE_WAY,
                no_op(again="different", lost={"thing.label": 2}),
                head=no_op(lost={"thing.label": 2}),
                above="def forward(apps, editor):\n"
                '    rows(apps, editor, "Thing").update(label=Concat("label", Value("!")))\n',
            ),
            Step(
                {engine: text.replace("APP_item", "APP_thing") for engine, text in DROP.items()},
                no_op("drop_index thing.*_raw", again="failed"),
                head=no_op("drop_index thing.*_raw"),
            ),
        ),
        tables=CODES,
        rows=AB,
    ),
    # The way back splits what the next one has changed.
    Case(
        "split_of_changed",
        (
            Step(
                'migrations.AddField("Item", "full", models.CharField(max_length=40, default="")),\n'
                + BOTH
                + '\nmigrations.RemoveField("Item", "first"),\nmigrations.RemoveField("Item", "last"),',
                RESTORED,
                head=lossy(item__first=2, item__last=2),
                above="""\
def forward(apps, editor):
    rows(apps, editor).update(full=Concat("first", Value(" "), "last"))


def back(apps, editor):
    for item in rows(apps, editor).all():
        first, _, last = item.full.partition(" ")
        rows(apps, editor).filter(pk=item.pk).update(first=first, last=last)
""",
            ),
            Step(
                "migrations.RunPython(forward, noop),\n"
                'migrations.AddIndex("Item", models.Index(fields=["full"], name="APP_full")),',
                lossy(item__full=2),
                head=lossy(item__full=2),
                above='def forward(apps, editor):\n    rows(apps, editor).update(full=Upper("full"))\n',
            ),
        ),
        tables=table(first='CharField(max_length=20, default="")', last='CharField(max_length=20, default="")'),
        rows={"Item": [{"first": "Ada", "last": "Lovelace"}, {"first": "Mary", "last": "Evans"}]},
    ),
    Case(
        "twins_come_later",
        (
            Step(
                'migrations.RemoveConstraint("Item", "APP_uq"),',
                RESTORED,
                head=fails("could not create unique index", "reverse"),
                head_on={
                    "sqlite": fails("UNIQUE constraint failed", "reverse"),
                    "mariadb": fails("Duplicate entry", "reverse"),
                },
            ),
            Step(
                ONE_WAY,
                no_op(item=1, again="different"),
                head=no_op(item=1),
                above='def forward(apps, editor):\n    rows(apps, editor).create(code="a")\n',
            ),
        ),
        tables=CODES + 'migrations.AddConstraint("Item", models.UniqueConstraint(fields=["code"], name="APP_uq")),\n',
        rows=AB,
    ),
    # On SQLite the values stay as the second one has left them.
    Case(
        "long_later",
        (
            Step(
                'migrations.AlterField("Item", "code", models.CharField(max_length=50)),',
                RESTORED,
                head=fails("too long", "reverse"),
                head_on={"sqlite": RESTORED, "mariadb": fails("Data truncated", "reverse")},
            ),
            Step(
                ONE_WAY,
                no_op(lost={"item.code": 2}, again="failed"),
                on={"sqlite": no_op(lost={"item.code": 2}, again="different")},
                head=no_op(lost={"item.code": 2}),
                above="def forward(apps, editor):\n"
                '    rows(apps, editor).update(code=Concat("code", Value("-with a suffix that is long")))\n',
            ),
        ),
        tables=CODES,
        rows=AB,
    ),
    # The second one's table comes back empty, and the first one's way back copies from it.
    Case(
        "moved_then_dropped",
        (
            Step(
                table("Copy", code="CharField(max_length=20)") + BOTH,
                Truth("restored", fresh=("copy.id",)),
                head=lossy(item__code=2),
                above="""\
def forward(apps, editor):
    for item in rows(apps, editor).order_by("pk"):
        rows(apps, editor, "Copy").create(code=item.code)
    rows(apps, editor).update(code="moved")


def back(apps, editor):
    codes = [copy.code for copy in rows(apps, editor, "Copy").order_by("pk")]
    for item, code in zip(rows(apps, editor).order_by("pk"), codes):
        rows(apps, editor).filter(pk=item.pk).update(code=code)
""",
            ),
            Step('migrations.DeleteModel("Copy"),', lossy(copy=2), head=lossy(copy=2)),
        ),
        tables=CODES,
        rows=AB,
    ),
    # Each undoes the other's work by mistake.
    Case(
        "crossed",
        (
            Step(
                BOTH,
                lossy("different", item__qty=2),
                head=RESTORED,
                above='def forward(apps, editor):\n    rows(apps, editor).update(qty=F("qty") + 1)\n\n\n'
                'def back(apps, editor):\n    rows(apps, editor).update(qty=F("qty") - 2)\n',
            ),
            Step(
                BOTH,
                lossy("different", item__qty=2),
                head=lossy(item__qty=2),
                above='def forward(apps, editor):\n    rows(apps, editor).update(qty=F("qty") + 2)\n\n\n'
                'def back(apps, editor):\n    rows(apps, editor).update(qty=F("qty") - 1)\n',
            ),
        ),
        tables=table(qty="IntegerField()"),
        rows={"Item": [{"qty": 1}, {"qty": 2}]},
    ),
    Case(
        "all_is_well",
        (
            Step('migrations.AddField("Item", "rank", models.IntegerField(default=1)),', RESTORED, head=RESTORED),
            Step(
                "migrations.RunPython(forward, back),",
                RESTORED,
                head=RESTORED,
                above='def forward(apps, editor):\n    rows(apps, editor).update(rank=F("id") * 2)\n\n\n'
                "def back(apps, editor):\n    rows(apps, editor).update(rank=1)\n",
            ),
            Step(ADD_INDEX + 'migrations.RenameField("Item", "rank", "place"),', RESTORED, head=RESTORED),
            Step('migrations.RenameModel("Item", "Thing"),', RESTORED, head=RESTORED),
        ),
        tables=CODES,
        rows=AB,
    ),
    # What cannot be taken back keeps what it needs, and nothing else.
    Case(
        "stays_alone",
        (
            Step(
                'migrations.AddField("Item", "rank", models.IntegerField(default=1)),',
                RESTORED,
                head=Truth("skipped"),
                name="0003_needed",
            ),
            Step(
                'migrations.RemoveField("Item", "stock"),',
                lossy(item__stock=2),
                head=lossy(item__stock=2),
                name="0004_aside",
                after=[("APP", "0002_rows")],
            ),
            Step(
                ADD_INDEX.rstrip(),
                RESTORED,
                head=RESTORED,
                name="0005_after_it",
                after=[("APP", "0004_aside")],
            ),
            Step(
                "migrations.RunPython(forward),",
                IRREVERSIBLE,
                head=IRREVERSIBLE,
                name="0006_one_way",
                after=[("APP", "0003_needed")],
                above='def forward(apps, editor):\n    rows(apps, editor).filter(code="a").update(rank=2)\n',
            ),
        ),
        tables=table(code="CharField(max_length=20)", stock="IntegerField(default=0)"),
        rows={"Item": [{"code": "a", "stock": 3}, {"code": "b", "stock": 4}]},
    ),
)
