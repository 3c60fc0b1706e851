"""Where operations stand: the quick reading says the same as the syntax tree, or nothing."""

from __future__ import annotations

import textwrap

import pytest
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

from schemaguard.steps.layout import Layout, from_indentation, from_tree, layout
from schemaguard.steps.source import MigrationFile

MIGRATIONS = sorted(MigrationLoader(None).disk_migrations.items())
TWO = [type("AddField", (), {})(), type("RunSQL", (), {})()]

USUAL = """\
    # schemaguard
    class Migration(migrations.Migration):
        atomic = False

        operations = [
            migrations.AddField(
                "order",
                # Why.
                "note",
            ),

            # Says ) and (.
            RunSQL("SELECT ')'"),
        ]
"""


def source(text: str) -> bytes:
    return textwrap.dedent(text).encode()


def test_the_usual_form_is_read_off_the_indentation() -> None:
    assert from_indentation(source(USUAL), "Migration", TWO) == Layout(2, {"0": (6, 10), "1": (13, 13)})


@pytest.mark.parametrize("migration", [found for _, found in MIGRATIONS], ids=[".".join(key) for key, _ in MIGRATIONS])
def test_both_ways_agree_on_real_files(migration: Migration) -> None:
    text = MigrationFile(migration).text.encode()
    quick = from_indentation(text, "Migration", migration.operations)
    assert quick in (None, from_tree(text, "Migration"))


def test_most_real_files_have_the_usual_form() -> None:
    quick = [
        from_indentation(MigrationFile(found).text.encode(), "Migration", found.operations) for _, found in MIGRATIONS
    ]
    assert quick.count(None) < len(quick) / 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("RunSQL(\"SELECT ')'\")", 'RunSQL("""\n        AddField(\n""")'),
        ("RunSQL(\"SELECT ')'\")", 'RunSQL("\\\n        AddField(\\\n")'),
        ("RunSQL(\"SELECT ')'\")", "*more()"),
        ("RunSQL(\"SELECT ')'\")", "made"),
        ("RunSQL(", "Sql("),
        ("    operations = [", "    operations = [  # all"),
        ("    operations = [", "    operations: list[object] = ["),
        ("class Migration(", "class Old(migrations.Migration):\n    operations = [\n    ]\n\nclass Migration("),
        ("class Migration(", "class Other("),
        ("\n    ]\n", "]\n"),
        ("\n    ]\n", "\n    ] + more\n"),
        ("    atomic = False\n", "    operations = [\n    ]\n"),
    ],
)
def test_any_other_form_is_left_to_the_tree(old: str, new: str) -> None:
    changed = source(USUAL).replace(old.encode(), new.encode())
    assert changed != source(USUAL)
    assert from_indentation(changed, "Migration", TWO) is None
    assert layout(changed, "Migration", TWO) == from_tree(changed, "Migration")


def test_a_file_that_makes_other_operations_is_left_to_the_tree() -> None:
    assert from_indentation(source(USUAL), "Migration", [TWO[0], *TWO]) is None


@pytest.mark.parametrize("ending", [b"\r\n", b"\r"])
def test_lines_may_end_differently(ending: bytes) -> None:
    text = source(USUAL).replace(b"\n", ending)
    assert from_indentation(text, "Migration", TWO) == from_tree(text, "Migration")
