"""What is read from a migration file: lines, digest, attributes and comments."""

from __future__ import annotations

import textwrap
from datetime import date
from pathlib import Path

import pytest
from django.db.migrations import Migration
from hypothesis import given
from hypothesis import strategies as st

from schemaguard.conf import MetadataField
from schemaguard.steps.digest import constant_attribute, digest_of
from schemaguard.steps.ignores import Ignore
from schemaguard.steps.metadata import annotated, is_placeholder, problems
from schemaguard.steps.source import MigrationFile
from tests.rules.harness import migration_file

HEAD = "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"


def file(text: str) -> MigrationFile:
    """A migration that consists of its text only."""
    return MigrationFile(Migration("0001_x", "shop"), text=textwrap.dedent(text))


def ignores(line: str) -> Ignore:
    """The comment at the only operation."""
    (found,) = file(f"{HEAD}    operations = [\n        A(),  {line}\n    ]\n").ignores
    return found


# Lines


NESTED = """\
class Migration(migrations.Migration):
    operations = [
        A(),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                B(), C(),
                SeparateDatabaseAndState([
                    D(),
                ]),
            ],
            state_operations=[
                E(
                    1,
                ),
            ],
        ),
        migrations.RunSQL(
            "x",
            state_operations=[F()],
        ),
    ]
"""


@pytest.mark.parametrize(
    ("part", "lines"),
    [
        ("0", (3, 3)),
        ("1", (4, 16)),
        ("1.d0", (6, 6)),
        ("1.d1", (6, 6)),
        ("1.d2", (7, 9)),
        ("1.d2.d0", (8, 8)),
        ("1.s0", (12, 14)),
        ("2", (17, 20)),
        ("2.s0", (19, 19)),
        ("3", (0, 0)),
        ("1.d9", (0, 0)),
    ],
)
def test_where_operations_stand(part: str, lines: tuple[int, int]) -> None:
    assert file(NESTED).span_of(part) == lines


@pytest.mark.parametrize(("part", "line"), [("1.d2.d0", 8), ("1.d2.d7", 7), ("1.s9", 4), ("9", 1), ("", 1)])
def test_what_cannot_be_told_stands_at_what_encloses_it(part: str, line: int) -> None:
    assert file(NESTED).line_of(part) == line


@pytest.mark.parametrize(
    "operations",
    [
        "[A(), *MORE]",
        "[A() for _ in range(2)]",
        "MORE + [A()]",
        "make()",
    ],
)
def test_operations_that_are_computed_stand_at_the_class(operations: str) -> None:
    assert file(f"{HEAD}    operations = {operations}\n").line_of("0") == 4


@pytest.mark.parametrize(
    "text", ["    operations: list[Any] = [\n        A(),\n    ]\n", "    operations = (\n        A(),\n    )\n"]
)
def test_other_ways_to_write_the_list(text: str) -> None:
    assert file(HEAD + text).line_of("0") == 6


def test_the_class_may_stand_inside_a_condition() -> None:
    text = "if True:\n    class Migration(migrations.Migration):\n        operations = [\n            A(),\n        ]\n"
    assert (file(text).class_line, file(text).line_of("0")) == (2, 4)


def test_a_migration_without_a_file() -> None:
    made = MigrationFile(type("Migration", (Migration,), {"__module__": "nowhere"})("0001_x", "shop"))
    assert (made.path, made.display_path, made.text, made.ignores, made.line_of("0")) == (None, "", "", (), 1)


def test_lines_of_the_text() -> None:
    found = file("a\nb\n")
    assert [found.line(number) for number in (0, 1, 2, 3)] == ["", "a", "b", ""]


def test_the_path_is_shown_from_the_working_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "shop" / "0001_x.py"
    monkeypatch.chdir(tmp_path)
    assert MigrationFile(Migration("0001_x", "shop"), path=path).display_path == "shop/0001_x.py"
    (tmp_path / "sho").mkdir()
    monkeypatch.chdir(tmp_path / "sho")
    assert MigrationFile(Migration("0001_x", "shop"), path=path).display_path == path.as_posix()


# Comments


@pytest.mark.parametrize(
    ("comment", "rules", "reason", "until"),
    [
        ("# schemaguard: ignore drop-column -- unread since v4.2", ("drop-column",), "unread since v4.2", None),
        ("#schemaguard:ignore SG201--why", ("SG201",), "why", None),
        ("# schemaguard: ignore a-b, c-d SG1 -- two -- hyphens", ("a-b", "c-d", "SG1"), "two -- hyphens", None),
        ("# schemaguard: ignore a -- why (until 2027-03-01)", ("a",), "why", date(2027, 3, 1)),
        ("# schemaguard: ignore a -- why (see (b)) (until  2027-03-01 )", ("a",), "why (see (b))", date(2027, 3, 1)),
        ("# schemaguard: ignore a -- größe 折扣", ("a",), "größe 折扣", None),
        ("# noqa # schemaguard: ignore a -- why", ("a",), "why", None),
    ],
)
def test_comments_that_can_be_used(comment: str, rules: tuple[str, ...], reason: str, until: date | None) -> None:
    found = ignores(comment)
    assert (found.rules, found.reason, found.until, found.problem) == (rules, reason, until, "")
    assert (found.line, found.covers) == (6, "0")


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("# schemaguard: ignore -- why", "names no rule"),
        ("# schemaguard: ignore", "names no rule"),
        ("# schemaguard: disable a -- why", "write: # schemaguard: ignore RULE"),
        ("# schemaguard:", "write: "),
        ("# schemaguard: ignore a — why", "write: "),
        ("# schemaguard: ignore a: why", "write: "),
        ("# schemaguard: ignore a -- why (until tomorrow)", "'tomorrow' is not a date"),
        ("# schemaguard: ignore a -- why (until 2027-02-30)", "is not a date"),
        ("# schemaguard: ignore a -- why (until 2027-03-01).", "the date stands at the end"),
        ("# schemaguard: ignore a -- (Until 2027-03-01) why", "the date stands at the end"),
        ("# schemaguard: ignore a -- why (until: 2027-03-01)", "date"),
    ],
)
def test_comments_that_cannot_be_used_say_why(comment: str, words: str) -> None:
    assert words in ignores(comment).problem


def test_a_reason_may_be_missing() -> None:
    assert (ignores("# schemaguard: ignore a").reason, ignores("# schemaguard: ignore a --").reason) == ("", "")


def test_several_comments_above_one_operation() -> None:
    text = (
        f"{HEAD}    operations = [\n        # schemaguard: ignore a -- x\n        # schemaguard: ignore b -- y\n"
        "        A(),  # schemaguard: ignore c -- z\n        # schemaguard: ignore d -- end\n    ]\n"
    )
    assert [(i.rules, i.covers) for i in file(text).ignores] == [
        (("a",), "0"),
        (("b",), "0"),
        (("c",), "0"),
        (("d",), ""),
    ]


@given(st.text(alphabet=st.characters(exclude_characters="\r\n\f\0", codec="utf-8")))
def test_any_comment_can_be_read(words: str) -> None:
    found = file(f"{HEAD}    operations = [\n        A(),  # schemaguard: ignore {words}\n    ]\n").ignores
    assert len(found) == 1


# Digests


BASE = f'{HEAD}    dependencies = []\n    operations = [A("b", [1, None]), B()]\n'

SAME = {
    "comments": f"# One.\n{BASE}# Two.\n",
    "layout": BASE.replace(
        'A("b", [1, None]), B()', 'A(\n        "b",\n        [1, None],\n    ),\n        B(),\n    '
    ),
    "quotes": BASE.replace('"b"', "'b'"),
    "docstrings": f'"""Why."""\n{BASE.replace("Migration):", "Migration):" + chr(10) + "    " + chr(34) * 3 + "Why." + chr(34) * 3)}',
    "reason and ticket": BASE.replace("    dep", '    reason = "Why."\n    ticket: str = "X-1"\n    dep'),
    "line ends": BASE.replace("\n", "\r\n"),
    "parentheses": BASE.replace("B()", "(B())"),
}

OTHER = {
    "a value": BASE.replace("1", "2"),
    "a type of value": BASE.replace('"b"', 'b"b"'),
    "another operation": BASE.replace("B()", "C()"),
    "order": BASE.replace('A("b", [1, None]), B()', 'B(), A("b", [1, None])'),
    "None left out": BASE.replace(", None]", "]"),
    "nesting": BASE.replace("[1, None]), B()]", "[1, None], B())]"),
    "a list in a list": BASE.replace("[1, None]", "[[1], None]"),
    "True for 1": BASE.replace("1", "True"),
    "a dependency": BASE.replace("dependencies = []", 'dependencies = [("a", "b")]'),
    "atomic": f"{BASE}    atomic = False\n",
    "a starred list": BASE.replace("[1, None]", "*[1, None]"),
    "a module's own reason": f'reason = "x"\n{BASE}',
}


@pytest.mark.parametrize("text", SAME.values(), ids=list(SAME))
def test_what_does_nothing_does_not_count(text: str) -> None:
    assert file(text).digest == file(BASE).digest


@pytest.mark.parametrize("text", OTHER.values(), ids=list(OTHER))
def test_what_does_something_counts(text: str) -> None:
    assert file(text).digest != file(BASE).digest


def test_all_edits_differ_from_each_other() -> None:
    assert len({digest_of(text) for text in (BASE, *OTHER.values())}) == len(OTHER) + 1


def test_indentation_is_meaning() -> None:
    inside, outside = "def f(x):\n    if x:\n        a()\n        b()\n", "def f(x):\n    if x:\n        a()\n    b()\n"
    assert digest_of(inside) != digest_of(outside)


def test_bytes_are_read_in_their_encoding() -> None:
    text = "# -*- coding: latin-1 -*-\nx = 'é'\n"
    assert digest_of(text.encode("latin-1")) == digest_of("x = 'é'\n")


def test_a_digest_is_the_same_on_every_version() -> None:
    """The ledger keeps digests longer than a project keeps its Python."""
    text = "def f(a: int = 1, *b, **c) -> str:\n    return f'{a!r:>{b}}' if a else {**c}[a:b]\n"
    assert digest_of(text) == "798ff84b89ee55939d79d2c20ee1c5745af8fcd47841d26032cc9d8297108749"


# Attributes


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('    reason = "Why."\n', "Why."),
        ('    reason: str = "Why."\n', "Why."),
        ('    reason = (\n        "Why "\n        "not."\n    )\n', "Why not."),
        ("    reason = why()\n", ""),
        ("    reason: str\n", ""),
        ("    pass\n", ""),
    ],
)
def test_a_reason_is_read_without_importing(body: str, reason: str) -> None:
    above = 'reason = "The module\'s."\n\n\ndef f():\n    reason = "Of a function."\n\n\n'
    assert constant_attribute(above + HEAD + body, "reason") == reason


def test_attributes_of_the_class() -> None:
    assert migration_file('reason = "Why."\noperations = []', "0001_x").attributes["reason"] == "Why."


# Metadata


@pytest.mark.parametrize(
    "text",
    [
        "todo",
        "TODO: fix",
        "...",
        "---",
        "x_y",
        "0002 add note",
        "Add note",
        "add_note",
        "wip wip",
        "N/A",
        "initial commit",
    ],
)
def test_placeholders(text: str) -> None:
    assert is_placeholder(text, "0002_add_note") or text == "x_y"


@pytest.mark.parametrize("text", ["Add a note for finance.", "The initial commit lost it.", "折扣", "Größe fehlt"])
def test_no_placeholders(text: str) -> None:
    assert not is_placeholder(text, "0002_add_note")


REASON = MetadataField("reason", required=True, min_words=3)
TICKET = MetadataField("ticket", pattern=r"[A-Z]+-\d+")


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        ("", REASON, ["The migration has no reason."]),
        ("", TICKET, []),
        ("todo", REASON, ["The reason 'todo' says nothing."]),
        ("Shop's e-mail", REASON, ['The reason "Shop\'s e-mail" has fewer than 3 words.']),
        ("Shop's e-mail moved", REASON, []),
        ("SHOP-1", TICKET, []),
        ("see SHOP-1", TICKET, ["The ticket 'see SHOP-1' does not match '[A-Z]+-\\\\d+'."]),
        ("SHOP-1\n", TICKET, ["The ticket 'SHOP-1\\n' does not match '[A-Z]+-\\\\d+'."]),
    ],
)
def test_what_is_wrong_with_a_field(text: str, field: MetadataField, said: list[str]) -> None:
    assert list(problems(text, field)) == said


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1))
def test_any_reason_can_be_written_and_read_back(reason: str) -> None:
    text = annotated(BASE, {"reason": reason, "ticket": ""})
    assert constant_attribute(text, "reason") == reason
    assert "ticket" not in text
    assert digest_of(text) == digest_of(BASE)


def test_writing_replaces_what_stood_there() -> None:
    old = BASE.replace("    dep", '    reason = (\n        "Old "\n        "one."\n    )\n    ticket = "X-1"\n    dep')
    text = annotated(old, {"reason": "New one.", "ticket": "X-2"})
    assert "Old" not in text
    assert (constant_attribute(text, "reason"), constant_attribute(text, "ticket")) == ("New one.", "X-2")
    assert text.count("reason") == text.count("ticket") == 1


def test_writing_keeps_the_docstring_first() -> None:
    text = annotated(BASE.replace("Migration):\n", 'Migration):\n    """Why."""\n'), {"reason": "New one."})
    assert text.index('"""Why."""') < text.index("reason")


PARTS = """\
from django.db import migrations

SIZE = 100


def batches(rows):
    return rows[:SIZE]


def fill(apps, editor):
    batches([])


def other(apps, editor):
    pass


class Migration(migrations.Migration):
    operations = [
        migrations.RunPython(fill, other),
        migrations.RunSQL("SELECT 1"),
    ]
"""


def parts(text: str) -> list[str]:
    """The digests of both operations."""
    found = file(text)
    return [found.operation_digest(0), found.operation_digest(1)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SIZE = 100", "SIZE = 200"),
        ("rows[:SIZE]", "rows[SIZE:]"),
        ("batches([])", "batches([1])"),
        ("    pass\n", "    return\n"),
        ("fill, other", "other, fill"),
    ],
)
def test_an_operation_is_what_its_functions_do(old: str, new: str) -> None:
    before, after = parts(PARTS), parts(PARTS.replace(old, new))
    assert before[0] != after[0]
    assert before[1] == after[1]


def test_an_operation_is_the_same_in_another_layout() -> None:
    moved = PARTS.replace("fill, other)", "\n            fill,  # Both ways.\n            other,\n        )")
    assert parts("# A comment.\n\n" + moved) == parts(PARTS)
    assert parts(PARTS.replace("SELECT 1", "SELECT 2"))[0] == parts(PARTS)[0]
