"""What Django does beyond the table of the model that an operation names: traced on PostgreSQL 15 with Django 5.2."""

from __future__ import annotations

import pytest

from schemaguard.statements import DropIndex
from tests.steps.walking import BASIC, body, statements

LOAN = body(
    'migrations.CreateModel("Loan", [("id", models.BigAutoField(primary_key=True)),'
    ' ("book", models.ForeignKey("shop.Book", models.CASCADE)),'
    ' ("free", models.ForeignKey("shop.Book", models.CASCADE, db_constraint=False, null=True, related_name="free")),'
    ' ("books", models.ManyToManyField("shop.Book", related_name="+"))])'
)
COMIC = body(
    'migrations.CreateModel("Comic", [("book_ptr", models.OneToOneField("shop.Book", models.CASCADE,'
    ' parent_link=True, primary_key=True))], bases=("shop.book",))',
    'migrations.CreateModel("Strip", [("id", models.BigAutoField(primary_key=True)),'
    ' ("comic", models.ForeignKey("shop.Comic", models.CASCADE))])',
)


def told(*bodies: str) -> list[tuple[str, str]]:
    """The kind of each statement of the last migration, and its table."""
    return [(kind, getattr(statement, "table", "")) for kind, statement in statements(BASIC, *bodies)]


def anew(table: str, *between: str) -> list[tuple[str, str]]:
    """A foreign key is dropped and added again, with other statements between."""
    return [(kind, table) for kind in ("DropConstraint", *between, "AddConstraint")]


def test_keys_take_the_type_of_what_they_point_to() -> None:
    alter = body('migrations.AlterField("book", "id", models.IntegerField(primary_key=True))')
    expected = [("AlterColumn", "shop_book")]
    expected += anew("shop_book_readers", "AlterColumn")
    expected += anew("shop_loan", "AlterColumn")
    expected += [("AlterColumn", "shop_loan")]  # Without a constraint there is none to drop.
    expected += anew("shop_loan_books", "AlterColumn")
    expected += anew("shop_comic", "AlterColumn")
    expected += anew("shop_strip", "AlterColumn")
    assert sorted(told(LOAN, COMIC, alter)) == sorted(expected)


def test_keys_to_a_renamed_table_are_made_anew() -> None:
    expected = [("RenameTable", "shop_book"), ("RenameTable", "shop_book_readers")]
    expected += anew("shop_volume_readers", "RenameColumn")
    expected += anew("shop_loan")
    expected += anew("shop_loan_books", "RenameColumn")
    assert sorted(told(LOAN, body('migrations.RenameModel("Book", "Volume")'))) == sorted(expected)


def test_a_renamed_model_points_to_itself() -> None:
    tree = body('migrations.AddField("book", "part_of", models.ForeignKey("shop.Book", models.CASCADE, null=True))')
    assert told(tree, body('migrations.RenameModel("Book", "Volume")'))[-2:] == anew("shop_volume")


KEY = 'migrations.AlterField("book", "author", models.ForeignKey("shop.Author", {}))'


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("models.PROTECT", []),
        ('models.CASCADE, related_name="books", verbose_name="x", blank=True', []),
        ('models.CASCADE, db_column="author_id"', []),
        ("models.CASCADE, null=True", ["AlterColumn", "DropConstraint", "AddConstraint"]),
        ("models.CASCADE, default=1", ["DropConstraint", "AddConstraint"]),
        ('models.CASCADE, db_column="writer"', ["RenameColumn", "DropConstraint", "AddConstraint"]),
        ("models.CASCADE, db_constraint=False", ["DropConstraint"]),
    ],
)
def test_a_foreign_key_is_made_anew_when_its_field_changes(options: str, expected: list[str]) -> None:
    assert [kind for kind, _ in told(body(KEY.format(options)))] == expected


def test_a_renamed_foreign_key_is_made_anew() -> None:
    found = [kind for kind, _ in told(body('migrations.RenameField("book", "author", "writer")'))]
    assert found == ["RenameColumn", "DropConstraint", "AddConstraint"]


PARTIAL = body(
    'migrations.AlterField("book", "title", models.CharField(max_length=50, db_index=True))',
    'migrations.AddConstraint("book", models.UniqueConstraint(fields=["title"],'
    ' condition=models.Q(author__gt=1), name="one_title"))',
)


@pytest.mark.parametrize(("target", "names"), [("postgresql 16", ["", "one_title"]), ("sqlite 3.45", [""])])
def test_an_index_takes_a_partial_unique_one_over_its_column_along(target: str, names: list[str]) -> None:
    plain = body('migrations.AlterField("book", "title", models.CharField(max_length=50))')
    found = [statement for _, statement in statements(BASIC, PARTIAL, plain, target=target)]
    assert [item.index.name for item in found if isinstance(item, DropIndex)] == names
