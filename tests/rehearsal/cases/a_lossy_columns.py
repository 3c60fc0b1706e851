"""Columns and tables whose values do not come back: what operations of Django lose by themselves."""

from __future__ import annotations

import datetime
from decimal import Decimal

from tests.rehearsal.case import RESTORED, Truth, case, fails, lossy, residue, table

CODES = table(code="CharField(max_length=20)")
LINK = '"APP.Category", models.CASCADE'
CATEGORY = table("Category", title="CharField(max_length=20)")
NOON = datetime.datetime(2024, 3, 1, 12, 30, tzinfo=datetime.UTC)
MIDNIGHT = datetime.datetime(2024, 3, 1, tzinfo=datetime.UTC)


def _alter(name: str, field: str) -> str:
    return f'migrations.AlterField("Item", "{name}", models.{field}),'


CASES = (
    case("remove_field", 'migrations.RemoveField("Item", "note"),', lossy(item__note=2)),
    case(
        "remove_and_add_now",  # Another time each time, which does not come of what is lost.
        'migrations.RemoveField("Item", "note"),\n'
        'migrations.AddField("Item", "moved", models.DateTimeField(default=lambda: datetime.datetime.now(datetime.UTC))),',
        Truth("lossy", "same", lost={"item.note": 2}, fresh=["item.moved"]),
    ),
    case(
        "remove_defaulted",
        'migrations.RemoveField("Item", "stock"),',
        lossy(item__stock=2),
        tables=table(stock="IntegerField(default=0)"),
        rows={"Item": [{"stock": 0}, {"stock": 5}, {"stock": 7}]},
    ),
    case(
        "remove_blank",
        'migrations.RemoveField("Item", "memo"),',
        lossy(item__memo=1),
        tables=table(memo="CharField(max_length=20, blank=True)"),
        rows={"Item": [{"memo": ""}, {"memo": "kept"}]},
    ),
    # Django has no value for the rows that are there. MySQL takes the empty string of the type by itself.
    case(
        "remove_required",
        'migrations.RemoveField("Item", "code"),',
        fails("NOT NULL", "reverse"),
        tables=CODES,
        rows={"Item": [{"code": "a"}, {"code": "b"}]},
        on={"postgresql": fails("contains null values", "reverse"), "mariadb": lossy(item__code=2)},
    ),
    case("delete_model", 'migrations.DeleteModel("Item"),', lossy(item=3)),
    case(
        "remove_and_add",
        'migrations.RemoveField("Item", "note"),\n'
        'migrations.AddField("Item", "note", models.CharField(max_length=30, default="?")),',
        lossy(item__note=2),
    ),
    case(
        "rename_by_hand",
        'migrations.AddField("Item", "remark", models.TextField(null=True)),\nmigrations.RemoveField("Item", "note"),',
        lossy(item__note=2),
    ),
    case(
        "remove_m2m",
        'migrations.RemoveField("Item", "categories"),',
        lossy(item_categories=2),
        tables=CATEGORY
        + table(name="CharField(max_length=20)")
        + 'migrations.AddField("Item", "categories", models.ManyToManyField("APP.Category")),\n',
        rows={
            "Category": [{"title": "a"}, {"title": "b"}],
            "Item": [{"name": "one"}],
            "Item.categories": [{"item_id": 1, "category_id": 1}, {"item_id": 1, "category_id": 2}],
        },
    ),
    case(
        "remove_fk",
        'migrations.RemoveField("Item", "category"),',
        lossy(item__category_id=2),
        tables=CATEGORY + table(category=f"ForeignKey({LINK}, null=True)"),
        rows={
            "Category": [{"title": "a"}, {"title": "b"}],
            "Item": [{"category_id": 1}, {"category_id": 2}, {"category_id": None}],
        },
    ),
    case(
        "delete_child",
        'migrations.DeleteModel("Special"),',
        lossy(special=1),
        tables=table(name="CharField(max_length=20)")
        + 'migrations.CreateModel("Special", [("item_ptr", models.OneToOneField("APP.Item", models.CASCADE, '
        "auto_created=True, parent_link=True, primary_key=True, serialize=False)), "
        '("shine", models.IntegerField())], bases=("APP.item",)),\n',
        rows={"Item": [{"name": "plain"}], "Special": [{"name": "gold", "shine": 9}]},
    ),
    # PostgreSQL cuts spaces without a word (manual, 8.3), although it refuses to cut letters.
    case(
        "cut_spaces",
        _alter("code", "CharField(max_length=4)"),
        lossy(item__code=1),
        tables=CODES,
        rows={"Item": [{"code": "abcd    "}, {"code": "ab"}]},
        on={"sqlite": RESTORED, "mariadb": fails("Data truncated")},
    ),
    case(
        "fewer_digits",
        _alter("price", "DecimalField(max_digits=10, decimal_places=2)"),
        lossy(item__price=1),
        tables=table(price="DecimalField(max_digits=10, decimal_places=4)"),
        rows={"Item": [{"price": Decimal("1.2345")}, {"price": Decimal("2.5")}]},
        on={"sqlite": RESTORED},
    ),
    case(
        "moment_to_day",
        _alter("at", "DateField()"),
        lossy(item__at=1),
        tables=table(at="DateTimeField()"),
        rows={"Item": [{"at": NOON}, {"at": MIDNIGHT}]},
        on={"sqlite": RESTORED},
    ),
    case(
        "text_to_number",
        _alter("code", "IntegerField()"),
        lossy(item__code=1),
        tables=CODES,
        rows={"Item": [{"code": "007"}, {"code": "42"}]},
    ),
    case(
        "float_to_decimal",
        _alter("weight", "DecimalField(max_digits=8, decimal_places=2)"),
        lossy(item__weight=1),
        tables=table(weight="FloatField()"),
        rows={"Item": [{"weight": 1.239}, {"weight": 2.5}]},
        on={"sqlite": RESTORED},
    ),
    # Of a double, PostgreSQL gives 15 digits to a numeric, so that the next double is another one.
    case(
        "decimal_to_float",
        _alter("price", "FloatField()"),
        lossy(item__price=1),
        tables=table(price="DecimalField(max_digits=24, decimal_places=10)"),
        rows={"Item": [{"price": Decimal("12345678901234.0123456789")}, {"price": Decimal("2.5")}]},
        on={"sqlite": RESTORED, "postgresql": lossy("different", item__price=1)},
    ),
    case(
        "decimal_to_integer",
        _alter("price", "IntegerField()"),
        lossy(item__price=1),
        tables=table(price="DecimalField(max_digits=10, decimal_places=2)"),
        rows={"Item": [{"price": Decimal("9.75")}, {"price": Decimal(3)}]},
        on={"sqlite": RESTORED},
    ),
    # A tinyint holds 5 as well as true; SQLite looks at nothing.
    case(
        "number_to_bool",
        _alter("qty", "BooleanField()"),
        lossy(item__qty=1),
        tables=table(qty="IntegerField()"),
        rows={"Item": [{"qty": 0}, {"qty": 1}, {"qty": 5}]},
        on={"sqlite": RESTORED, "mariadb": RESTORED},
    ),
    case(
        "nulls_to_default",
        _alter("qty", "IntegerField(default=0)"),
        residue(item__qty=1),
        tables=table(qty="IntegerField(null=True)"),
        rows={"Item": [{"qty": 0}, {"qty": None}, {"qty": 5}]},
    ),
    case(
        "less_precise_time",
        {
            "sqlite": 'migrations.RunSQL("UPDATE APP_item SET at = substr(at, 1, 19)", noop_sql),\n'
            'migrations.AddIndex("Item", models.Index(fields=["at"], name="APP_at")),',
            "postgresql": 'migrations.RunSQL("ALTER TABLE APP_item ALTER at TYPE timestamptz(0)", '
            '"ALTER TABLE APP_item ALTER at TYPE timestamptz"),',
            "mariadb": 'migrations.RunSQL("ALTER TABLE APP_item MODIFY at datetime(0) NOT NULL", '
            '"ALTER TABLE APP_item MODIFY at datetime(6) NOT NULL"),',
        },
        lossy(item__at=1),
        above="noop_sql = migrations.RunSQL.noop\n",
        tables=table(at="DateTimeField()"),
        rows={"Item": [{"at": NOON}, {"at": NOON.replace(microsecond=123456)}]},
    ),
    # Unlike a shorter varchar: from text Django casts by name, and that cuts.
    case(
        "cut_text",
        _alter("code", "CharField(max_length=4)"),
        lossy(item__code=1),
        tables=table(code="TextField()"),
        rows={"Item": [{"code": "abcdefgh"}, {"code": "ab"}]},
        on={"sqlite": RESTORED, "mariadb": fails("too long")},
    ),
    case(
        "refused_cut",
        _alter("code", "CharField(max_length=4)"),
        fails("too long"),
        tables=CODES,
        rows={"Item": [{"code": "abcdefgh"}, {"code": "ab"}]},
        on={"sqlite": RESTORED, "mariadb": fails("Data truncated")},
    ),
    case(
        "refused_small",
        _alter("qty", "SmallIntegerField()"),
        fails("out of range"),
        tables=table(qty="BigIntegerField()"),
        rows={"Item": [{"qty": 100000}, {"qty": 5}]},
        on={"sqlite": RESTORED},
    ),
    case(
        "refused_text",
        _alter("code", "IntegerField()"),
        fails("nvalid"),
        tables=CODES,
        rows={"Item": [{"code": "twelve"}, {"code": "42"}]},
        on={"sqlite": RESTORED, "mariadb": fails("ncorrect")},
    ),
    case(
        "refused_negative",
        _alter("qty", "PositiveIntegerField()"),
        fails("violated"),
        tables=table(qty="IntegerField()"),
        rows={"Item": [{"qty": -1}, {"qty": 5}]},
        on={"sqlite": fails("CHECK constraint failed"), "mariadb": fails("ut of range")},
    ),
    case("choices_only", _alter("name", 'CharField(max_length=50, choices=[("a", "A")])'), RESTORED),
    case(
        "swap_unlike",
        'migrations.AddField("Item", "label", models.CharField(max_length=3, null=True)),\n'
        'migrations.RunSQL("UPDATE APP_item SET label = substr(name, 1, 3)", "UPDATE APP_item SET name = label"),\n',
        lossy("different", item__name=3),
    ),
    case(
        "sql_swap",
        'migrations.RunSQL("UPDATE APP_item SET a = b, b = a", "UPDATE APP_item SET a = b, b = a"),',
        RESTORED,
        tables=table(a="IntegerField()", b="IntegerField()"),
        rows={"Item": [{"a": 1, "b": 2}, {"a": 3, "b": 3}]},
        # MySQL and MariaDB assign from left to right, and see what is assigned already.
        on={"mariadb": Truth("no-op", "same", lost={"item.a": 1})},
    ),
)
