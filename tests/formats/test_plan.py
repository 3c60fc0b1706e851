"""The formats for plans, and plan files: the way there and back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from schemaguard import plan_file
from schemaguard.exceptions import BadInput
from schemaguard.formats import registry
from schemaguard.formats._markdown import MOST
from schemaguard.formats.plan._report import carried_out_by
from schemaguard.formats.registry import Style
from schemaguard.plans import Phase, Plan, PlannedStep, differences, identity
from tests.formats.plans import CONTRACTING, EXPANDING, GREEN, NOTHING, PHASED, PLANS, RED, SHOP
from tests.formats.reports import DROP

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/reference/plan.schema.json").read_text(encoding="utf-8"))
NAMES = ("json", "markdown", "text")


def test_the_formats_are_found() -> None:
    assert registry.names("plan") == NAMES


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("name", NAMES)
def test_renders_the_same_text_each_time(name: str, plan: Plan) -> None:
    found = [registry.render(name, plan, Style()) for _ in range(2)]
    assert found[0] == found[1]
    assert "\x1b" not in found[0]
    assert not found[0].endswith("\n")


@pytest.mark.parametrize("plan", PLANS)
def test_json_follows_its_schema(plan: Plan) -> None:
    jsonschema.validate(json.loads(registry.render("json", plan, Style())), SCHEMA)


@pytest.mark.parametrize("name", ["markdown", "text"])
def test_people_are_told_everything(name: str) -> None:
    shown = " ".join(registry.render(name, RED, Style(width=400, verbosity=2)).replace("&#95;", "_").split())
    for text in (
        "shop.0008_drop_note",
        "contract, after the deploy",
        "It drops shop_order.note, which the old code may still rely on.",
        "Remove field note from order",
        f"{DROP.rule}: {DROP.message.partition(' ')[0]}",
        "3 rows of shop_order have no note. Fill them first.",
        "lossy, on PostgreSQL 16.2, 2026-11-22 10:00 UTC",
        "about 0.75 s, as long as the rehearsal took",
        "shop_order: ACCESS EXCLUSIVE, blocks reads and writes while the table is written anew",
        "The migration has no reason.",
        "People buy presents. (SHOP-1)",
        "by ada, 2026-11-22 11:00 UTC",
        "An operation has no reverse.",
        "auth.0001_initial",
        "PostgreSQL 16.2, shop",
        "4 migrations on 2 databases (3 expand, 1 contract), about 0.75 s without 3 migrations",
        "4 things stop apply.",
        "--database documents",
        "--allow drop-column --allow free-disk --allow lossy",
    ):
        assert text in shown.replace("**", ""), text
    assert "Never shown." not in shown


def test_text_is_as_short_as_it_was_asked_for() -> None:
    short, usual, long = (registry.render("text", RED, Style(verbosity=level)) for level in range(3))
    assert "People buy presents." not in short
    assert "drop-column" in short
    assert len(short) < len(usual) < len(long)


def test_commands_can_be_pasted() -> None:
    lines = registry.render("text", RED, Style(width=40)).splitlines()
    assert f"  {carried_out_by(RED)}" in lines


def test_markdown_fits_into_a_comment() -> None:
    many = replace(RED, steps=(CONTRACTING,) * 400)
    shown = registry.render("markdown", many, Style())
    assert len(shown) <= MOST
    assert "left out**" in shown


COMMANDS = [
    (GREEN, "", "manage.py schemaguard apply shop"),
    (PHASED, "", "manage.py schemaguard apply --phase expand"),
    (GREEN, "plan.json", "manage.py schemaguard apply --plan plan.json"),
    (replace(RED, chosen=False), "p", "manage.py schemaguard apply --plan p --allow drop-column --allow free-disk --allow lossy"),
]  # fmt: skip


@pytest.mark.parametrize(("plan", "file", "command"), COMMANDS)
def test_the_exact_command(plan: Plan, file: str, command: str) -> None:
    assert carried_out_by(plan, file) == command


def test_nothing_pending_is_said() -> None:
    assert registry.render("text", NOTHING, Style()).endswith("Nothing is pending.")


# Files


@pytest.mark.parametrize("plan", PLANS)
def test_a_plan_comes_back_from_its_file(plan: Plan) -> None:
    text = plan_file.write(plan)
    assert plan_file.read(text) == plan
    assert plan_file.write(plan_file.read(text)) == text


def changed(**rest: object) -> str:
    return json.dumps({**plan_file.document(RED), **rest})


DAMAGED = [
    ("{", "is no JSON"),
    ("[]", "is no plan"),
    ('{"format": 1, "command": "check"}', "is no plan"),
    (changed(format=2), "has format 2"),
    (changed(environment="staging"), "was changed after it was written"),
    (changed(environment=None), "is damaged"),
    (changed(steps=None), "is damaged"),
    (changed(steps=[{}]), "is damaged"),
    (changed(databases=[]), "was changed after it was written"),
]


@pytest.mark.parametrize(("text", "words"), DAMAGED, ids=[words for _, words in DAMAGED])
def test_a_damaged_file_is_refused_in_one_line(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as refused:
        plan_file.read(text, "plan.json")
    assert str(refused.value).startswith("plan.json ")
    assert "\n" not in str(refused.value)


def test_what_a_later_version_adds_does_no_harm() -> None:
    body = plan_file.document(GREEN)
    body["steps"][0]["colour"] = "red"
    assert plan_file.read(json.dumps({**body, "weather": "fine"})) == GREEN


def step(**changes: object) -> PlannedStep:
    return replace(EXPANDING, **changes)  # type: ignore[arg-type]


SAVED = Plan("production", databases=(SHOP,), steps=(EXPANDING, CONTRACTING))
OTHERS: list[tuple[Plan, list[str]]] = [
    (replace(SAVED, environment="staging"), ["made for the environment 'production', and this is 'staging'"]),
    (replace(SAVED, command="rollback"), ["one for apply, and not for rollback"]),
    (replace(SAVED, databases=(replace(SHOP, name="other"),)), ["is 'shop', and this one is 'other'"]),
    (replace(SAVED, databases=(replace(SHOP, vendor="mysql"),)), ["on postgresql, and this one is on mysql"]),
    (replace(SAVED, databases=()), ["is not there, or was not asked for"]),
    (replace(SAVED, databases=(replace(SHOP, fingerprint="9" * 64),)), ["The schema of 'default' is not what it was"]),
    (
        replace(SAVED, databases=(replace(SHOP, applied="9" * 64),), steps=(CONTRACTING,)),
        ["Other migrations are recorded as applied", "shop.0007_gift of the plan is not pending"],
    ),
    (replace(SAVED, steps=(step(digest="9" * 64), CONTRACTING)), ["shop.0007_gift does not do what it did"]),
    (replace(SAVED, steps=(*SAVED.steps, step(migration="0009_new"))), ["shop.0009_new is pending"]),
    (replace(SAVED, steps=SAVED.steps[::-1]), ["in another order"]),
]


@pytest.mark.parametrize(("now", "words"), OTHERS)
def test_what_differs_is_said_and_has_another_identity(now: Plan, words: list[str]) -> None:
    found = differences(SAVED, now)
    assert len(found) == len(words), found
    for sentence, word in zip(found, words, strict=True):
        assert word in sentence
    assert identity(now) != identity(SAVED)


def test_what_does_not_count_has_the_same_identity() -> None:
    same = replace(
        SAVED,
        steps=tuple(
            replace(
                item, reason="Another.", findings=(), probed=(), seconds=5.0, approved_by=("eve",), phase=Phase.BOTH
            )
            for item in SAVED.steps
        ),
        databases=(replace(SHOP, server="PostgreSQL 16.3"),),
        notes=("A note.",),
    )
    assert differences(SAVED, same) == ()
    assert identity(same) == identity(SAVED)
