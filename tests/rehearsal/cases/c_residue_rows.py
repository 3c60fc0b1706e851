"""Rows that the reverse leaves."""

from __future__ import annotations

from tests.rehearsal.case import Truth, case, residue, table
from tests.rehearsal.cases.c_residue import BOTH, FLAG

CASES = (
    case(
        "rows_left",
        FLAG + "migrations.RunPython(forward, noop),",
        residue(item=2, again="different"),
        above="""\
def forward(apps, editor):
    for name in ("date", "elder"):
        rows(apps, editor).create(name=name)
""",
    ),
    case(
        "one_row_left",
        BOTH,
        residue(item=1, again="different"),
        above="""\
def forward(apps, editor):
    for name in ("date", "elder"):
        rows(apps, editor).create(name=name)


def back(apps, editor):
    rows(apps, editor).filter(name="date").delete()
""",
    ),
    case(
        "parent_left",  # As permissions and their content types: the row that comes again has another key.
        BOTH,
        Truth("residue", "same", left={"kind": 1}, fresh=["item.id"]),
        tables=table("Kind", title="CharField(max_length=20, unique=True)")
        + table(name="CharField(max_length=20)", kind='ForeignKey("APP.Kind", models.CASCADE)'),
        rows={"Kind": [{"title": "fruit"}], "Item": [{"name": "apple", "kind_id": 1}]},
        above="""\
def forward(apps, editor):
    kind, _ = rows(apps, editor, "Kind").get_or_create(title="nut")
    rows(apps, editor).create(name="walnut", kind=kind)


def back(apps, editor):
    rows(apps, editor).filter(name="walnut").delete()
""",
    ),
)
