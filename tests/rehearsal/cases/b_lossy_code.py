"""Code of migrations that loses values, or whole rows, although its reverse runs."""

from __future__ import annotations

import datetime
from decimal import Decimal

from tests.rehearsal.case import RESTORED, Truth, case, lossy, table

BOTH = "migrations.RunPython(forward, back),"
ONE_WAY = "migrations.RunPython(forward, noop),"
#: Something that is taken back, so that the reverse does undo something.
FLAG = 'migrations.AddField("Item", "flag", models.BooleanField(default=False)),\n'
NAMES = table(name="CharField(max_length=50)")
PEOPLE = table(first="CharField(max_length=20, blank=True)", last="CharField(max_length=40, blank=True)")
FULL = 'migrations.AddField("Item", "full", models.CharField(max_length=60, default="")),\n'
NO_PARTS = '\nmigrations.RemoveField("Item", "first"),\nmigrations.RemoveField("Item", "last"),'
PERSONS = {"Item": [{"first": "Ada", "last": "Lovelace"}, {"first": "Mary Ann", "last": "Evans"}]}
CODE_QTY = table(code="CharField(max_length=20)", qty="IntegerField()")
UNIQUE = 'migrations.AddConstraint("Item", models.UniqueConstraint(fields=["code"], name="APP_code_uq")),'

JOIN = """\
def forward(apps, editor):
    rows(apps, editor).update(full=Concat("first", Value(" "), "last"))

"""
EACH = """\
def each(apps, editor, change):
    for item in rows(apps, editor).order_by("pk"):
        change(item)
        item.save(using=editor.connection.alias)

"""


def _each(forward: str, back: str = "") -> str:
    """Functions that change each row; ``item`` is the row."""
    text = f"def forward(apps, editor):\n    def change(item):\n        {forward}\n    each(apps, editor, change)\n\n"
    if back:
        text += f"def back(apps, editor):\n    def change(item):\n        {back}\n    each(apps, editor, change)\n\n"
    return EACH + text


CASES = (
    case(
        "merge_names",
        FULL + BOTH + NO_PARTS,
        lossy(item__first=1, item__last=1),
        above=JOIN + EACH + "def back(apps, editor):\n    def change(item):\n"
        '        item.first, _, item.last = item.full.partition(" ")\n    each(apps, editor, change)\n',
        tables=PEOPLE,
        rows=PERSONS,
    ),
    case(
        "merge_one_way",
        FULL + ONE_WAY + NO_PARTS,
        lossy("different", item__first=2, item__last=2),
        above=JOIN,
        tables=PEOPLE,
        rows=PERSONS,
    ),
    case(
        "json_rebuilt",
        BOTH,
        lossy(item__data=1),
        above=_each('item.data = {"size": {"w": item.data["w"]}}', 'item.data = {"w": item.data["size"]["w"]}'),
        tables=table(data="JSONField()"),
        rows={"Item": [{"data": {"w": 1, "h": 2}}, {"data": {"w": 3}}]},
    ),
    case(
        "hashed",
        BOTH,
        lossy("different", item__name=2),
        above=_each("item.name = hashlib.sha256(item.name.encode()).hexdigest()[:40]", 'item.name = ""'),
        tables=NAMES,
        rows={"Item": [{"name": "secret"}, {"name": "word"}]},
    ),
    case(
        "trimmed",
        FLAG + ONE_WAY,
        lossy(item__name=1),
        above=_each("item.name = item.name.strip()"),
        tables=NAMES,
        rows={"Item": [{"name": " pear "}, {"name": "plum"}]},
    ),
    case(
        "case_folded",
        'migrations.RunSQL("UPDATE APP_item SET code = LOWER(code)", migrations.RunSQL.noop),\n' + UNIQUE,
        lossy(item__code=1),
        tables=table(code="CharField(max_length=20)"),
        rows={"Item": [{"code": "Ann@example.org"}, {"code": "bob@example.org"}]},
    ),
    # An hour in winter, two in summer; the way back takes one from all.
    case(
        "time_zone",
        BOTH,
        lossy("different", item__at=1),
        above="from zoneinfo import ZoneInfo\n\n\n"
        + _each(
            'item.at -= item.at.replace(tzinfo=ZoneInfo("Europe/Berlin")).utcoffset()',
            "item.at += datetime.timedelta(hours=1)",
        ),
        tables=table(at="DateTimeField()"),
        rows={
            "Item": [
                {"at": datetime.datetime(2024, 1, 5, 9, tzinfo=datetime.UTC)},
                {"at": datetime.datetime(2024, 7, 5, 9, tzinfo=datetime.UTC)},
            ]
        },
    ),
    case(
        "to_cents",
        'migrations.AddField("Item", "cents", models.IntegerField(default=0)),\n'
        + BOTH
        + '\nmigrations.RemoveField("Item", "price"),',
        lossy(item__price=1),
        above=_each("item.cents = int(item.price * 100)", "item.price = Decimal(item.cents) / 100"),
        tables=table(price="DecimalField(max_digits=8, decimal_places=3, default=0)"),
        rows={"Item": [{"price": Decimal("1.239")}, {"price": Decimal("2.500")}]},
    ),
    case(
        "duplicates_deleted",
        ONE_WAY + "\n" + UNIQUE,
        lossy(item=1),
        above="def forward(apps, editor):\n    seen = set()\n    for item in rows(apps, editor).order_by('pk'):\n"
        "        if item.code in seen:\n            item.delete(using=editor.connection.alias)\n"
        "        seen.add(item.code)\n",
        tables=CODE_QTY,
        rows={"Item": [{"code": "a", "qty": 1}, {"code": "a", "qty": 2}, {"code": "b", "qty": 3}]},
    ),
    case(
        "duplicates_summed",
        ONE_WAY + "\n" + UNIQUE,
        lossy(item=1, item__qty=1),
        above="def forward(apps, editor):\n    kept = {}\n    for item in rows(apps, editor).order_by('pk'):\n"
        "        if item.code in kept:\n            kept[item.code].qty += item.qty\n"
        "            kept[item.code].save(using=editor.connection.alias)\n"
        "            item.delete(using=editor.connection.alias)\n"
        "        else:\n            kept[item.code] = item\n",
        tables=CODE_QTY,
        rows={"Item": [{"code": "a", "qty": 1}, {"code": "a", "qty": 2}, {"code": "b", "qty": 3}]},
    ),
    case(
        "soft_delete_ends",
        'migrations.RunPython(forward, noop),\nmigrations.RemoveField("Item", "active"),',
        lossy(item=2),
        above="def forward(apps, editor):\n    rows(apps, editor).filter(active=False).delete()\n",
        tables=table(name="CharField(max_length=9)", active="BooleanField(default=True)"),
        rows={"Item": [{"name": "a"}, {"name": "b", "active": False}, {"name": "c", "active": False}]},
    ),
    case(
        "to_other_table",
        table("Note", item='ForeignKey("APP.Item", models.CASCADE)', text="TextField()")
        + BOTH
        + '\nmigrations.RemoveField("Item", "note"),',
        lossy(item__note=1),
        above="def forward(apps, editor):\n    for item in rows(apps, editor).exclude(note=None):\n"
        '        rows(apps, editor, "Note").create(item_id=item.pk, text=item.note.split()[0])\n\n\n'
        'def back(apps, editor):\n    for note in rows(apps, editor, "Note").all():\n'
        "        rows(apps, editor).filter(pk=note.item_id).update(note=note.text)\n",
    ),
    case(
        "swapped_table",
        table("Fresh", name="CharField(max_length=50)", qty="IntegerField(null=True)")
        + BOTH
        + '\nmigrations.DeleteModel("Item"),\nmigrations.RenameModel("Fresh", "Item"),',
        lossy(item__note=2),
        above='def copy(apps, editor, source, goal):\n    for one in rows(apps, editor, source).order_by("pk"):\n'
        "        rows(apps, editor, goal).create(pk=one.pk, name=one.name, qty=one.qty)\n\n\n"
        'def forward(apps, editor):\n    copy(apps, editor, "Item", "Fresh")\n\n\n'
        'def back(apps, editor):\n    copy(apps, editor, "Fresh", "Item")\n',
    ),
    case(
        "through_made",
        'migrations.RemoveField("Item", "tags"),\n'
        + table("Tagging", item='ForeignKey("APP.Item", models.CASCADE)', tag='ForeignKey("APP.Tag", models.CASCADE)')
        + 'migrations.AddField("Item", "tags", models.ManyToManyField("APP.Tag", through="APP.Tagging")),',
        lossy(item_tags=2),
        tables=table("Tag", word="CharField(max_length=9)")
        + table(name="CharField(max_length=9)")
        + 'migrations.AddField("Item", "tags", models.ManyToManyField("APP.Tag")),\n',
        rows={
            "Tag": [{"word": "x"}, {"word": "y"}],
            "Item": [{"name": "one"}],
            "Item.tags": [{"item_id": 1, "tag_id": 1}, {"item_id": 1, "tag_id": 2}],
        },
    ),
    case(
        "link_to_name",
        'migrations.AddField("Item", "title", models.CharField(max_length=20, null=True)),\n'
        + BOTH
        + '\nmigrations.RemoveField("Item", "category"),',
        lossy(item__category_id=1),
        above='def forward(apps, editor):\n    for item in rows(apps, editor).select_related("category"):\n'
        "        rows(apps, editor).filter(pk=item.pk).update(title=item.category.title)\n\n\n"
        "def back(apps, editor):\n    for item in rows(apps, editor).all():\n"
        '        found = rows(apps, editor, "Category").filter(title=item.title).order_by("pk").first()\n'
        "        rows(apps, editor).filter(pk=item.pk).update(category=found)\n",
        tables=table("Category", title="CharField(max_length=20)")
        + table(category='ForeignKey("APP.Category", models.CASCADE, null=True)'),
        rows={"Category": [{"title": "fruit"}, {"title": "fruit"}], "Item": [{"category_id": 1}, {"category_id": 2}]},
    ),
    case(
        "codes_joined",
        BOTH,
        lossy(item__code=1),
        above='def forward(apps, editor):\n    rows(apps, editor).filter(code__in=["new", "open"]).update(code="todo")\n\n\n'
        'def back(apps, editor):\n    rows(apps, editor).filter(code="todo").update(code="new")\n',
        tables=CODE_QTY,
        rows={"Item": [{"code": "new", "qty": 1}, {"code": "open", "qty": 2}, {"code": "done", "qty": 3}]},
    ),
    case(
        "words_to_bool",
        'migrations.AddField("Item", "agreed", models.BooleanField(default=False)),\n'
        + BOTH
        + '\nmigrations.RemoveField("Item", "answer"),',
        lossy(item__answer=1),
        above=_each('item.agreed = item.answer == "yes"', 'item.answer = "yes" if item.agreed else "no"'),
        tables=table(answer='CharField(max_length=9, default="no")'),
        rows={"Item": [{"answer": "yes"}, {"answer": "no"}, {"answer": "maybe"}]},
    ),
    case(
        "deleted_with_parent",
        BOTH,
        lossy(item=2),
        above='def forward(apps, editor):\n    rows(apps, editor, "Category").filter(title="old").delete()\n\n\n'
        'def back(apps, editor):\n    rows(apps, editor, "Category").create(pk=1, title="old")\n',
        tables=table("Category", title="CharField(max_length=20)")
        + table(category='ForeignKey("APP.Category", models.CASCADE)'),
        rows={
            "Category": [{"title": "old"}, {"title": "new"}],
            "Item": [{"category_id": 1}, {"category_id": 1}, {"category_id": 2}],
        },
    ),
    case(
        "touched",
        BOTH,
        lossy("different", item__changed=2),
        above=_each("item.name = item.name.upper()", "item.name = item.name.lower()"),
        tables=table(name="CharField(max_length=9)", changed="DateTimeField(auto_now=True)"),
        rows={"Item": [{"name": "pear"}, {"name": "plum"}]},
    ),
    case(
        "wrong_values",
        BOTH,
        lossy("different", item__qty=2),
        above='def forward(apps, editor):\n    rows(apps, editor).update(qty=F("qty") * 10)\n\n\n'
        'def back(apps, editor):\n    rows(apps, editor).update(qty=F("qty") / 5)\n',
    ),
    case(
        "emptied",
        'migrations.RunSQL("DELETE FROM APP_item", migrations.RunSQL.noop),\n' + table("Other", x="IntegerField()"),
        lossy(item=3),
    ),
    case(
        "half_put_back",
        'migrations.RunSQL("DELETE FROM APP_item WHERE qty > 1", '
        "\"INSERT INTO APP_item (name, note, qty) VALUES ('apple', NULL, 5)\"),",
        Truth("lossy", "same", lost={"item": 2}, left={"item": 1}),
    ),
    case(
        "clock_set_back",
        'migrations.RunSQL("UPDATE APP_item SET note = name", "UPDATE APP_item SET note = NULL"),',
        lossy(item__note=2),
    ),
    case(
        "clean_swap",
        BOTH,
        RESTORED,
        above="def forward(apps, editor):\n    for item in rows(apps, editor).all():\n"
        "        rows(apps, editor).filter(pk=item.pk).update(a=item.b, b=item.a)\n\n\nback = forward\n",
        tables=table(a="IntegerField()", b="IntegerField()"),
        rows={"Item": [{"a": 1, "b": 2}, {"a": 3, "b": 3}]},
    ),
)
