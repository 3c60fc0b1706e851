"""Before or after the deploy: the phase of a migration, from its statements and from its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from schemaguard.actions._plan_effects import effects_of
from schemaguard.actions._plan_phase import Judged, chosen, judge, settle
from schemaguard.databases.registry import database
from schemaguard.exceptions import BadInput
from schemaguard.findings import Axis, Finding, Location, Severity
from schemaguard.plans import Phase
from schemaguard.rules.base import Rule
from schemaguard.rules.catalogue import built_in
from schemaguard.rules.judge import Judge
from schemaguard.steps import loader
from schemaguard.steps.walk import Course, Walk
from schemaguard.target import Target
from tests.rules.harness import Case

EXPAND, CONTRACT, BOTH, UNKNOWN = Phase

BREAKING = tuple(rule for rule in built_in() if rule.axis is Axis.BREAKS_RUNNING_CODE)

#: Rules about what no statement shows: their findings decide.
WITHOUT_STATEMENTS = {"forgotten-not-null-column", "composite-primary-key-not-applied"}


def phase_of(case: Case, *findings: Finding) -> Judged:
    (steps,) = case.steps()
    return judge(effects_of(steps), findings, steps.file.attributes.get("phase"))


def operations(*texts: str, **rest: str) -> Case:
    body = "operations = [\n" + "".join(f"    {text},\n" for text in texts) + "]\n"
    return Case(body, **rest)  # type: ignore[arg-type]


def sql(text: str) -> str:
    return f"migrations.RunSQL({text!r}, migrations.RunSQL.noop)"


CODE = """
def fill(apps, schema_editor):
    Order = apps.get_model("shop", "Order")
    Order.objects.using(schema_editor.connection.alias).filter(note=None).update(note="")

operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
"""
UNREAD = """
import importlib

def fill(apps, schema_editor):
    importlib.import_module("elsewhere").fill(apps, schema_editor)

operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
"""

ADD_NULL = 'migrations.AddField("order", "gift", models.BooleanField(null=True))'
DROP = 'migrations.RemoveField("order", "note")'
CHECK = 'migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q({}), name="{}"))'

PHASES: list[tuple[str, Case, Phase | None]] = [
    ("new table", operations('migrations.CreateModel("Gift", [("id", models.BigAutoField(primary_key=True))])'), EXPAND),
    ("nullable column", operations(ADD_NULL), EXPAND),
    (
        "column with a database default",
        operations('migrations.AddField("order", "gift", models.BooleanField(db_default=False))'),
        EXPAND,
    ),
    ("column with Django's default", operations('migrations.AddField("order", "g", models.IntegerField(default=1))'), BOTH),
    (
        "the same on MongoDB, which asks for nothing",
        operations('migrations.AddField("order", "g", models.IntegerField(default=1))', target="mongodb 7"),
        EXPAND,
    ),
    (
        "nullable first, then NOT NULL",
        operations(ADD_NULL, 'migrations.AlterField("order", "gift", models.BooleanField())'),
        BOTH,
    ),
    ("index", operations('migrations.AddIndex("order", models.Index(fields=["number"], name="n"))'), EXPAND),
    ("unique index", operations(sql("CREATE UNIQUE INDEX n ON shop_order (number)")), CONTRACT),
    ("unique index of a new column", operations(ADD_NULL, sql("CREATE UNIQUE INDEX n ON shop_order (gift)")), EXPAND),
    ("unique", operations('migrations.AlterField("order", "number", models.CharField(max_length=20, unique=True))'), CONTRACT),
    ("no longer unique", operations('migrations.AlterField("product", "sku", models.CharField(max_length=20))'), CONTRACT),
    ("check", operations(CHECK.format("total__gte=0", "t")), CONTRACT),
    ("check that is not validated", operations(sql("ALTER TABLE shop_order ADD CONSTRAINT t CHECK (total > 0) NOT VALID")), CONTRACT),
    ("validation", operations(sql("ALTER TABLE shop_order VALIDATE CONSTRAINT t")), None),
    ("check of a new column", operations(ADD_NULL, CHECK.format("gift=True", "g")), EXPAND),
    ("check that a new column is there", operations(ADD_NULL, CHECK.format("gift__isnull=False", "g")), BOTH),
    (
        "check that is widened",
        Case(
            'operations = [\n    migrations.RemoveConstraint("order", "s"),\n    '
            + CHECK.format('status__in=["new", "paid", "sent"]', "s")
            + ",\n]",
            given="operations = [" + CHECK.format('status__in=["new", "paid"]', "s") + "]",
        ),
        EXPAND,
    ),
    (
        "check that is narrowed",
        Case(
            'operations = [\n    migrations.RemoveConstraint("order", "s"),\n    '
            + CHECK.format('status__in=["new"]', "s")
            + ",\n]",
            given="operations = [" + CHECK.format('status__in=["new", "paid"]', "s") + "]",
        ),
        CONTRACT,
    ),
    ("column goes", operations(DROP), CONTRACT),
    ("table goes", operations('migrations.DeleteModel("Tag")'), CONTRACT),
    (
        "column goes that an earlier release forgot",
        Case(
            'operations = [migrations.RunSQL("ALTER TABLE shop_order DROP COLUMN note", migrations.RunSQL.noop)]',
            given="operations = [migrations.SeparateDatabaseAndState(state_operations=[" + DROP + "])]",
        ),
        CONTRACT,
    ),
    ("column comes, another goes", operations(ADD_NULL, DROP), BOTH),
    ("index comes, column goes", operations('migrations.AddIndex("order", models.Index(fields=["number"], name="n"))', DROP), CONTRACT),
    ("rename of a column", operations('migrations.RenameField("order", "note", "remark")'), BOTH),
    ("rename of a table", operations('migrations.RenameModel("Tag", "Label")'), BOTH),
    (
        "rename in Django only",
        operations('migrations.AlterField("order", "note", models.TextField(null=True, verbose_name="remark"))'),
        None,
    ),
    ("longer text", operations('migrations.AlterField("order", "number", models.CharField(max_length=40))'), EXPAND),
    ("shorter text", operations('migrations.AlterField("order", "number", models.CharField(max_length=10))'), CONTRACT),
    ("text becomes a number", operations('migrations.AlterField("order", "number", models.IntegerField())'), BOTH),
    ("whole numbers become larger", operations('migrations.AlterField("product", "stock", models.BigIntegerField(default=0))'), EXPAND),
    ("NOT NULL", operations('migrations.AlterField("order", "note", models.TextField())'), CONTRACT),
    ("NULL is allowed", operations('migrations.AlterField("order", "number", models.CharField(max_length=20, null=True))'), EXPAND),
    ("NOT NULL, which MongoDB does not keep", operations('migrations.AlterField("order", "note", models.TextField())', target="mongodb 7"), EXPAND),
    ("rows", Case(CODE), None),
    ("rows in SQL", operations(sql("UPDATE shop_order SET note = '' WHERE note IS NULL")), None),
    ("all rows go", operations(sql("DELETE FROM shop_order")), CONTRACT),
    ("code that nobody has read", Case(UNREAD), UNKNOWN),
    ("the same, and its author has", Case(UNREAD.replace("operations", 'phase = "expand"\noperations')), EXPAND),
    ("an author who is wrong", Case(f'phase = "expand"\noperations = [{DROP}]'), CONTRACT),
    ("a block", operations(sql("DO $$ BEGIN PERFORM 1; END $$")), UNKNOWN),
    ("SQL that nobody understands", operations(sql("ALTER TABLE shop_order FROBNICATE")), UNKNOWN),
    ("a view", operations(sql("CREATE VIEW v AS SELECT 1")), EXPAND),
    ("a view goes", operations(sql("DROP VIEW v")), CONTRACT),
    ("a trigger", operations(sql("CREATE TRIGGER t BEFORE INSERT ON shop_order FOR EACH ROW EXECUTE FUNCTION f()")), UNKNOWN),
    ("an enum value", operations(sql("ALTER TYPE colour ADD VALUE 'red'")), EXPAND),
    ("an enum value gets another name", operations(sql("ALTER TYPE colour RENAME VALUE 'red' TO 'rot'")), BOTH),
    ("nothing", operations(), None),
]  # fmt: skip


@pytest.mark.parametrize(("case", "wanted"), [row[1:] for row in PHASES], ids=[row[0] for row in PHASES])
def test_the_phase_of_one_migration(case: Case, wanted: Phase | None) -> None:
    found = phase_of(case)
    assert found.phase is wanted, found.because
    assert found.because.startswith(("It ", "Its ")), found.because
    assert found.because.endswith(".")


def all_cases() -> Iterator[tuple[str, Case]]:
    """The examples in rules' docstrings, and the further cases of rules about running code."""
    names = {rule.name.replace("-", "_") for rule in BREAKING}
    for rule in built_in():
        for heading in ("Bad", "Good"):
            if text := rule.sections.get(heading):
                target = rule.sections.get("Target", "").strip() or (sorted(rule.vendors) or ["postgresql"])[0]
                given = rule.sections.get("Given", "")
                yield f"{rule.name} {heading}", Case(text, target=target, given=given)
    for path in sorted((Path(__file__).parents[1] / "rules" / "cases").glob("[a-z]*.py")):
        if path.stem not in names:
            continue
        module = import_module(f"tests.rules.cases.{path.stem}")
        for kind in ("BAD", "GOOD"):
            for number, case in enumerate(getattr(module, kind)):
                yield f"{path.stem} {kind} {number}", case


def test_what_breaks_running_code_is_never_expanding() -> None:
    """Rules that are sure, and the phase, which is made in another way, agree on every case there is."""
    seen, wrong, sure = 0, [], Judge(BREAKING)
    for name, case in all_cases():
        for steps in case.steps():
            found = [item for item in sure.migration(steps) if item.severity is Severity.ERROR]
            effects = effects_of(steps) if found else ()
            phases = [judge(effects, given).phase for given in ((), found)] if found else []
            seen += bool(found)
            if found and phases[1] not in (CONTRACT, BOTH, UNKNOWN):
                wrong.append((name, "with findings", phases[1]))
            elif EXPAND in phases and not {item.rule for item in found} & WITHOUT_STATEMENTS:
                wrong.append((name, found[0].message, phases[0]))
    assert seen > 60
    assert not wrong


@pytest.mark.parametrize("server", ["postgresql 16", "mariadb 10.11", "sqlite"])
def test_the_history_of_the_shop_agrees_as_well(server: str) -> None:
    """Each migration as if it were a release of its own."""
    project, target, sure = loader.load(), Target.parse(server), Judge(BREAKING)
    walk = Walk([Course(target, database(target.vendor), ("default",))], project.empty_state())
    found = {}
    for steps in walk.migrations(project.plan):
        errors = [item for item in sure.migration(steps) if item.severity is Severity.ERROR]
        phase = judge(effects_of(steps), ()).phase
        found[steps.file.key] = phase
        assert not (errors and phase in (EXPAND, None)), (steps.file, errors[0].message)
    assert found["catalogue", "0011_digitalproduct"] is EXPAND
    assert found["loyalty", "0012_voucher_minimum_tier"] is BOTH
    assert found["orders", "0013_orderline_checks"] is CONTRACT
    assert found["orders", "0011_order_placed_at_idx"] is UNKNOWN


def found_by(rule: str, severity: Severity = Severity.ERROR, axis: Axis = Axis.BREAKS_RUNNING_CODE) -> Finding:
    return Finding(rule, "X1", severity, axis, Location("shop", "0001"), "It breaks.")


def test_rules_of_the_project_count_as_well() -> None:
    expanding = operations(ADD_NULL)
    assert phase_of(expanding, found_by("own-rule")).phase is CONTRACT
    assert phase_of(expanding, found_by("own-rule", Severity.WARNING)).phase is EXPAND
    assert phase_of(expanding, found_by("own-rule", axis=Axis.BLOCKS)).phase is EXPAND


A, B, C, D = (("shop", f"000{number}") for number in range(1, 5))
IN_A_ROW = {A: frozenset(), B: frozenset({A}), C: frozenset({A, B}), D: frozenset({A, B, C})}


def settled(*phases: Judged) -> list[Phase]:
    found = settle(dict(zip(IN_A_ROW, phases, strict=False)), IN_A_ROW)
    return [phase for phase, _ in found.values()]


ADDS = Judged(EXPAND, "It adds.")
ROWS = Judged(None, "It changes rows.", rows=frozenset({"shop_order"}))
TAKES = Judged(CONTRACT, "It takes.", takes=frozenset({"shop_order"}))
TAKES_OTHER = Judged(CONTRACT, "It takes.", takes=frozenset({"shop_tag"}))


def test_rows_go_with_their_neighbours() -> None:
    assert settled(ADDS, ROWS) == [EXPAND, EXPAND]
    assert settled(ADDS, ROWS, TAKES_OTHER) == [EXPAND, EXPAND, CONTRACT]
    # The old code goes on to write rows that are not filled.
    assert settled(ADDS, ROWS, TAKES) == [EXPAND, CONTRACT, CONTRACT]
    assert settled(TAKES, ROWS) == [CONTRACT, CONTRACT]
    assert settled(Judged(UNKNOWN, "?"), Judged(None, "It does nothing.")) == [UNKNOWN, CONTRACT]


def order(*phases: Phase) -> dict[tuple[str, str], tuple[Phase, str]]:
    return {node: (phase, "Because.") for node, phase in zip(IN_A_ROW, phases, strict=False)}


def test_one_phase_is_chosen() -> None:
    phases = order(EXPAND, EXPAND, CONTRACT)
    assert chosen("default", phases, IN_A_ROW, EXPAND) == {A, B}
    apart = {A: frozenset[tuple[str, str]](), ("other", "0001"): frozenset[tuple[str, str]]()}
    mixed = {A: (CONTRACT, ""), ("other", "0001"): (EXPAND, "")}
    assert chosen("default", mixed, apart, EXPAND) == {("other", "0001")}
    assert chosen("default", mixed, apart, CONTRACT) == {A}


IMPOSSIBLE = [
    ((CONTRACT, EXPAND), EXPAND, ["shop.0002", "needs shop.0001", "belongs to --phase contract", "Change their order"]),
    ((EXPAND, CONTRACT), CONTRACT, ["shop.0002", "needs shop.0001", "Run first: manage.py schemaguard apply --phase expand"]),
    ((EXPAND, BOTH), EXPAND, ["shop.0002", "Split it"]),
    ((UNKNOWN, EXPAND), EXPAND, ["nobody can tell", 'phase = "expand"']),
]  # fmt: skip


@pytest.mark.parametrize(("phases", "wanted", "words"), IMPOSSIBLE)
def test_an_impossible_order_is_refused(phases: tuple[Phase, ...], wanted: Phase, words: list[str]) -> None:
    with pytest.raises(BadInput) as refused:
        chosen("default", order(*phases), IN_A_ROW, wanted)
    assert all(word in str(refused.value) for word in words), refused.value
    assert "\n" not in str(refused.value)


def test_an_app_keeps_its_order_where_nothing_depends() -> None:
    alone = {A: frozenset[tuple[str, str]](), B: frozenset[tuple[str, str]]()}
    with pytest.raises(BadInput, match=r"shop\.0002 on 'default' comes after shop\.0001"):
        chosen("default", order(CONTRACT, EXPAND), alone, EXPAND)


def test_every_rule_of_the_axis_is_known() -> None:
    names = {rule.name for rule in BREAKING}
    assert names >= WITHOUT_STATEMENTS
    assert all(isinstance(rule, Rule) for rule in BREAKING)
