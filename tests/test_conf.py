"""The ``SCHEMAGUARD`` setting: its defaults, and every mistake with the way out."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from schemaguard import conf
from schemaguard.conf import KEYS, MetadataField, Settings, nearest, read
from schemaguard.target import Target


@pytest.mark.parametrize("raw", [None, {}])
def test_nothing_set_means_the_defaults(raw: object) -> None:
    assert read(raw) == (Settings(), ())


def test_everything_is_read() -> None:
    raw: dict[str, Any] = {
        "ENVIRONMENT": "production",
        "ENVIRONMENTS": {"staging": {"default": "postgres://x"}, "production": {"snapshot": Path("live.json")}},
        "METADATA": {"reason": {"required": True, "min_words": 4}, "ticket": {"pattern": r"[A-Z]+-\d+"}},
        "TARGET": {"default": "postgresql 16", "other": "mariadb 10.11.2"},
        "RULES": {"drop-column": "off", "SG101": "error"},
        "EXTRA_RULES": ["shop.rules"],
        "APPS": ("library",),
        "EXCLUDE_APPS": {"legacy"},
        "BASELINE": "baseline.json",
        "IGNORE": {"audit_*": "Owned by the audit tool."},
        "SYSTEM_CHECKS": True,
        "SCRATCH": "postgres://x",
        "REHEARSAL": {
            "SEEDS": ["shop.rehearsal"],
            "MASK": {"shop_customer.email": "hash", "shop_customer.note": None},
            "OTHER_DATABASES": "read",
        },
        "LOCK_TIMEOUT": "500ms",
        "STATEMENT_TIMEOUT": "2h",
        "LOCK_RETRIES": 0,
        "KEEP_DROPPED_DATA": "7d",
        "PROTECTED": ["production"],
        "APPROVALS": 2,
        "FOUR_EYES": True,
        "REHEARSAL_REQUIRED": ["production"],
    }
    assert set(raw) <= set(KEYS)
    found, problems = read(raw)
    assert problems == ()
    assert found.environment == "production"
    assert found.metadata["ticket"] == MetadataField("ticket", pattern=r"[A-Z]+-\d+")
    assert found.target["other"] == Target("mysql", "mariadb", (10, 11, 2))
    assert found.environments == {"staging": {"default": "postgres://x"}, "production": {"snapshot": "live.json"}}
    assert found.ignore == {"audit_*": "Owned by the audit tool."}
    assert found.extra_rules == ("shop.rules",)
    assert found.rehearsal.seeds == ("shop.rehearsal",)
    assert found.rehearsal.mask == {"shop_customer.email": "hash", "shop_customer.note": None}
    assert found.rehearsal.other_databases == "read"
    assert found.exclude_apps == ("legacy",)
    assert (found.lock_retries, found.approvals, found.system_checks) == (0, 2, True)
    assert (found.four_eyes, found.rehearsal_required) == (True, ("production",))


def test_each_key_has_a_reader() -> None:
    assert set(conf._READERS) == set(KEYS)


#: The setting, and its one mistake.
MISTAKES: list[tuple[object, str]] = [
    ([], "SCHEMAGUARD must be a dict, not list."),
    ("x", "SCHEMAGUARD must be a dict, not str."),
    ({"ENVIROMENT": "x"}, "SCHEMAGUARD has no setting 'ENVIROMENT'. Did you mean 'ENVIRONMENT'?"),
    ({"rules": {}}, "SCHEMAGUARD has no setting 'rules'. Did you mean 'RULES'?"),
    ({"XYZZY": 1}, "SCHEMAGUARD has no setting 'XYZZY'."),
    ({3: 1}, "SCHEMAGUARD has no setting 3."),
    ({"ENVIRONMENT": 3}, "SCHEMAGUARD['ENVIRONMENT'] must be a string, not int."),
    ({"ENVIRONMENT": None}, "SCHEMAGUARD['ENVIRONMENT'] must be a string, not NoneType."),
    ({"EXTRA_RULES": "shop.rules"}, "SCHEMAGUARD['EXTRA_RULES'] must be a list of strings, not str."),
    ({"APPS": [1]}, "SCHEMAGUARD['APPS'] must be a string, not int."),
    ({"APPS": None}, "SCHEMAGUARD['APPS'] must be a list of strings, not NoneType."),
    ({"APPROVALS": -1}, "SCHEMAGUARD['APPROVALS'] must be a number of 0 or more, not -1."),
    ({"APPROVALS": True}, "SCHEMAGUARD['APPROVALS'] must be a number of 0 or more, not True."),
    ({"APPROVALS": "1"}, "SCHEMAGUARD['APPROVALS'] must be a number of 0 or more, not '1'."),
    ({"FOUR_EYES": 1}, "SCHEMAGUARD['FOUR_EYES'] must be True or False, not 1."),
    (
        {"REHEARSAL_REQUIRED": "production"},
        "SCHEMAGUARD['REHEARSAL_REQUIRED'] must be True, False or a list of environments, not str.",
    ),
    ({"SYSTEM_CHECKS": 1}, "SCHEMAGUARD['SYSTEM_CHECKS'] must be True or False, not 1."),
    ({"LOCK_TIMEOUT": "3"}, "SCHEMAGUARD['LOCK_TIMEOUT'] must be a duration such as '3s', '15min' or '30d', not '3'."),
    ({"LOCK_TIMEOUT": 3}, "SCHEMAGUARD['LOCK_TIMEOUT'] must be a string, not int."),
    ({"RULES": []}, "SCHEMAGUARD['RULES'] must be a dict with strings as keys, not list."),
    ({"RULES": {"x": "of"}}, "SCHEMAGUARD['RULES']['x'] must be one of off, notice, warning, error, not 'of'."),
    ({"RULES": {"x": None}}, "SCHEMAGUARD['RULES']['x'] must be one of off, notice, warning, error, not None."),
    ({"RULES": {"x": ["off"]}}, "SCHEMAGUARD['RULES']['x'] must be one of off, notice, warning, error, not ['off']."),
    ({"TARGET": {"default": 16}}, "SCHEMAGUARD['TARGET']['default'] must be a string, not int."),
    ({"TARGET": {"default": "postgresql x"}}, "Unknown version in target 'postgresql x'"),
    ({"TARGET": {"default": ""}}, "Unknown target ''"),
    ({"ENVIRONMENTS": {"staging": "postgres://x"}}, "SCHEMAGUARD['ENVIRONMENTS']['staging'] must be a dict"),
    ({"ENVIRONMENTS": {"expected": {"default": "postgres://x"}}}, "['expected'] has a name that commands cannot take"),
    ({"ENVIRONMENTS": {"@x": {"default": "postgres://x"}}}, "['@x'] has a name that commands cannot take"),
    ({"ENVIRONMENTS": {"staging": {}}}, "['staging'] is empty. Give it a URL for each database alias"),
    ({"ENVIRONMENTS": {"staging": {"default": 3}}}, "has 'default', which must be a string, not int."),
    ({"ENVIRONMENTS": {"staging": {"default": PurePosixPath("x")}}}, "must be a string, not PurePosixPath."),
    (
        {"ENVIRONMENTS": {"staging": {"snapshot": "x.json", "default": "postgres://x"}}},
        "has 'snapshot', which cannot be together with 'default'.",
    ),
    ({"ENVIRONMENTS": {"eu": {"api": "https://x", "default": "postgres://x"}}}, "has 'api', which cannot be together"),
    ({"IGNORE": ["audit_*"]}, "SCHEMAGUARD['IGNORE'] must be a dict"),
    ({"IGNORE": {"audit_*": ""}}, "SCHEMAGUARD['IGNORE']['audit_*'] must say why, in words, not ''."),
    ({"IGNORE": {"audit_*": " "}}, "must say why, in words, not ' '."),
    ({"IGNORE": {"audit_*": None}}, "must say why, in words, not None."),
    ({"REHEARSAL": ["shop.rehearsal"]}, "SCHEMAGUARD['REHEARSAL'] must be a dict"),
    ({"REHEARSAL": {"SEED": []}}, "SCHEMAGUARD['REHEARSAL'] has no option 'SEED'. Did you mean 'SEEDS'?"),
    (
        {"REHEARSAL": {"OTHER_DATABASES": "reed"}},
        "SCHEMAGUARD['REHEARSAL']['OTHER_DATABASES'] must be 'refuse' or 'read', not 'reed'. Did you mean 'read'?",
    ),
    (
        {"REHEARSAL": {"SEEDS": "shop.rehearsal"}},
        "SCHEMAGUARD['REHEARSAL']['SEEDS'] must be a list of strings, not str.",
    ),
    ({"REHEARSAL": {"MASK": ["email"]}}, "SCHEMAGUARD['REHEARSAL']['MASK'] must be a dict"),
    ({"REHEARSAL": {"MASK": {"email": "hash"}}}, "['MASK']['email'] must name a column as 'table.column'"),
    ({"REHEARSAL": {"MASK": {"a.b": "hsah"}}}, "a function, not 'hsah'. Did you mean 'hash'?"),
    ({"REHEARSAL": {"MASK": {"a.b": 3}}}, "must be None, 'hash' or the dotted path of a function, not 3."),
    ({"METADATA": {"reason": True}}, "SCHEMAGUARD['METADATA']['reason'] must be a dict"),
    ({"METADATA": {"my reason": {}}}, "SCHEMAGUARD['METADATA']['my reason']: a field must be a Python name"),
    ({"METADATA": {"class": {}}}, "SCHEMAGUARD['METADATA']['class']: a field must be a Python name"),
    ({"METADATA": {"operations": {}}}, "SCHEMAGUARD['METADATA']['operations']"),
    ({"METADATA": {"reason": {"minwords": 3}}}, "has no option 'minwords'. Did you mean 'min_words'?"),
    ({"METADATA": {"reason": {"min_words": "3"}}}, "['min_words'] must be of type int, not str."),
    ({"METADATA": {"reason": {"required": 1}}}, "['required'] must be of type bool, not int."),
    ({"METADATA": {"ticket": {"pattern": "["}}}, "['pattern'] is not a regular expression: "),
]


@pytest.mark.parametrize(("raw", "words"), MISTAKES, ids=[str(case[0]) for case in MISTAKES])
def test_a_mistake_is_one_line_and_keeps_the_default(raw: object, words: str) -> None:
    found, problems = read(raw)
    assert len(problems) == 1
    assert words in problems[0]
    assert "\n" not in problems[0]
    assert found == Settings()


def test_all_mistakes_are_collected() -> None:
    found, problems = read({"RULS": {}, "APPROVALS": -1, "ENVIRONMENT": "production"})
    assert len(problems) == 2
    assert found == Settings(environment="production")


def test_an_invented_option_with_a_wrong_pattern_is_one_mistake_at_a_time() -> None:
    assert len(read({"METADATA": {"ticket": {"patern": 3, "pattern": "["}}})[1]) == 1


def test_the_value_cannot_be_changed() -> None:
    found, _ = read({"RULES": {"x": "off"}})
    with pytest.raises(FrozenInstanceError):
        found.baseline = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        found.rules["y"] = "off"  # type: ignore[index]


def test_the_project_s_own_dict_is_not_shared() -> None:
    rules = {"x": "off"}
    found, _ = read({"RULES": rules})
    rules["y"] = "off"
    assert dict(found.rules) == {"x": "off"}


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [("rules", ["RULES", "rule"], " Did you mean 'rule'?"), ("zzz", ["RULES"], ""), ("x", [], "")],
)
def test_nearest(word: str, known: list[str], said: str) -> None:
    assert nearest(word, known) == said


TARGETS = [
    ("postgresql 16", Target("postgresql", "postgresql", (16,))),
    ("Postgres 16.2", Target("postgresql", "postgresql", (16, 2))),
    ("  mysql  8.4 ", Target("mysql", "mysql", (8, 4))),
    ("mariadb", Target("mysql", "mariadb", (10, 11))),
    ("sqlite", Target("sqlite", "sqlite", (3, 37))),
    ("mongodb 7.0", Target("mongodb", "mongodb", (7, 0))),
]


@pytest.mark.parametrize(("text", "target"), TARGETS, ids=[case[0] for case in TARGETS])
def test_targets(text: str, target: Target) -> None:
    assert Target.parse(text) == target


@pytest.mark.parametrize(
    "text",
    [
        "postgresql 16 beta",
        "postgresql -3",
        "postgresql 16.",
        "postgresql16",
        "postgresql ²",
    ],
)
def test_targets_that_are_not_understood(text: str) -> None:
    _, problems = read({"TARGET": {"default": text}})
    assert len(problems) == 1
    assert "postgresql 16" in problems[0]
