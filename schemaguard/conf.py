"""The ``SCHEMAGUARD`` setting as one frozen, validated value.

Reading it costs nothing until a command asks. Every mistake is collected, so that the system
check can show them all; a command stops at the first.
"""

from __future__ import annotations

import difflib
import keyword
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from schemaguard.exceptions import BadInput, UnknownTarget
from schemaguard.target import Target

SEVERITIES = ("off", "notice", "warning", "error")

#: What migrations find, in a rehearsal, under aliases that have no scratch database.
OTHER_DATABASES = ("refuse", "read")

#: What a migration's class holds for Django.
TAKEN = frozenset({"atomic", "dependencies", "initial", "operations", "replaces", "run_before"})

#: A mask that gives equal values for equal values, and does not tell which.
HASH = "hash"

#: A day: servers take milliseconds in 32 bits.
_LONGEST = 86_400
DURATION = re.compile(r"\d+(ms|s|min|h|d)")


@dataclass(frozen=True, slots=True)
class MetadataField:
    """What one attribute of a migration must look like, such as ``reason``."""

    name: str
    required: bool = False
    min_words: int = 0
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class RehearsalSettings:
    """How ``rehearse`` gets its rows, and what stands around it."""

    #: Modules with functions that are marked by ``schemaguard.seeds.seed``, and with factories.
    seeds: tuple[str, ...] = ()
    #: What stands in a copy for values of people: by "table.column" None, HASH, or the dotted path of a function.
    mask: Mapping[str, str | None] = field(default_factory=lambda: MappingProxyType({}))
    #: What migrations find under aliases that are not rehearsed: "refuse", or "read".
    other_databases: str = "refuse"


def _default_metadata() -> Mapping[str, MetadataField]:
    return MappingProxyType(
        {
            "reason": MetadataField("reason", required=True, min_words=3),
            "ticket": MetadataField("ticket"),
        }
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with their defaults. Field names are the keys of ``SCHEMAGUARD`` in lower case."""

    environment: str = "local"
    environments: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    metadata: Mapping[str, MetadataField] = field(default_factory=_default_metadata)
    target: Mapping[str, Target] = field(default_factory=lambda: MappingProxyType({}))
    rules: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    extra_rules: tuple[str, ...] = ()
    #: Apps outside the project that are judged all the same.
    apps: tuple[str, ...] = ()
    #: Apps of the project that are left out.
    exclude_apps: tuple[str, ...] = ()
    baseline: str = ""
    #: Differences between schemas that do not count: patterns, each with the reason.
    ignore: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    #: True: findings appear in every ``manage.py check``; False: only with ``--deploy --tag schemaguard``.
    system_checks: bool = False
    scratch: str = ""
    rehearsal: RehearsalSettings = RehearsalSettings()
    #: Seconds that each question of ``preflight`` may take.
    probe_seconds: int = 20
    lock_timeout: str = "3s"
    statement_timeout: str = "15min"
    lock_retries: int = 5
    keep_dropped_data: str = "30d"
    protected: tuple[str, ...] = ()
    approvals: int = 1
    #: Nobody's approval is enough for what he wrote himself.
    four_eyes: bool = False
    #: Environments where nothing is applied that was not rehearsed; True: all of them.
    rehearsal_required: bool | tuple[str, ...] = False
    #: A secret that seals the entries of the ledger.
    ledger_key: str = field(default="", repr=False)
    #: The alias of a database that gets a copy of every entry.
    central_ledger: str = ""
    #: Whether triggers refuse changes of the ledger, where the database can.
    ledger_triggers: bool = True


KEYS = {item.name.upper(): item.name for item in fields(Settings)}


def nearest(word: str, known: Sequence[str]) -> str:
    """``" Did you mean 'X'?"`` for the closest known word, or an empty string."""
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f" Did you mean {str(close[0])!r}?" if close else ""


def seconds(duration: str) -> float:
    """A duration as the settings write it, in seconds."""
    number, unit = re.fullmatch(r"(\d+)(ms|s|min|h|d)", duration).groups()  # type: ignore[union-attr]
    return int(number) * {"ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86400}[unit]


def read(raw: object) -> tuple[Settings, tuple[str, ...]]:
    """Turn the value of ``settings.SCHEMAGUARD`` into Settings and a list of mistakes, one line each.

    A key with a mistake keeps its default.
    """
    if raw is None:
        return Settings(), ()
    if not isinstance(raw, Mapping):
        return Settings(), (f"SCHEMAGUARD must be a dict, not {type(raw).__name__}.",)
    values: dict[str, Any] = {}
    problems: list[str] = []
    for key, value in raw.items():
        if key not in KEYS:
            problems.append(f"SCHEMAGUARD has no setting {key!r}.{_nearest_key(str(key))}")
            continue
        try:
            values[KEYS[key]] = _READERS[key](key, value)
        except BadInput as error:
            problems.append(str(error))
    return Settings(**values), tuple(problems)


def load() -> Settings:
    """The project's settings. Raises BadInput with the first mistake."""
    from django.conf import settings

    found, problems = read(getattr(settings, "SCHEMAGUARD", None))
    if problems:
        raise BadInput(problems[0])
    return found


def _nearest_key(key: str) -> str:
    return nearest(key.upper(), sorted(KEYS))


def _where(key: str) -> str:
    """The place of a value; the keys of nested dicts follow a dot."""
    return "SCHEMAGUARD" + "".join(f"[{part!r}]" for part in key.split(".", 1))


def _text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadInput(f"{_where(key)} must be a string, not {type(value).__name__}.")
    return value


def _number(key: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadInput(f"{_where(key)} must be a number of 0 or more, not {value!r}.")
    return value


def _seconds(key: str, value: object) -> int:
    if not 0 < _number(key, value) <= _LONGEST:
        raise BadInput(f"{_where(key)} must be a number of seconds from 1 to {_LONGEST}, not {value!r}.")
    return int(str(value))


def _switch(key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise BadInput(f"{_where(key)} must be True or False, not {value!r}.")
    return value


def _switch_or_texts(key: str, value: object) -> bool | tuple[str, ...]:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) or not isinstance(value, list | tuple | set | frozenset):
        raise BadInput(f"{_where(key)} must be True, False or a list of environments, not {type(value).__name__}.")
    return _texts(key, value)


def _texts(key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, list | tuple | set | frozenset):
        raise BadInput(f"{_where(key)} must be a list of strings, not {type(value).__name__}.")
    return tuple(_text(key, item) for item in value)


def _mapping(key: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise BadInput(f"{_where(key)} must be a dict with strings as keys, not {type(value).__name__}.")
    return value


def _duration(key: str, value: object) -> str:
    text = _text(key, value)
    if not DURATION.fullmatch(text):
        raise BadInput(f"{_where(key)} must be a duration such as '3s', '15min' or '30d', not {text!r}.")
    return text


def _targets(key: str, value: object) -> Mapping[str, Target]:
    targets: dict[str, Target] = {}
    for alias, text in _mapping(key, value).items():
        try:
            targets[alias] = Target.parse(_text(f"{key}.{alias}", text))
        except UnknownTarget as error:
            raise BadInput(f"SCHEMAGUARD['TARGET'][{alias!r}]: {error}") from None
    return MappingProxyType(targets)


def _rules(key: str, value: object) -> Mapping[str, str]:
    levels = _mapping(key, value)
    for rule, level in levels.items():
        if level not in SEVERITIES:
            raise BadInput(f"SCHEMAGUARD['RULES'][{rule!r}] must be one of {', '.join(SEVERITIES)}, not {level!r}.")
    return MappingProxyType(dict(levels))


def _ignored(key: str, value: object) -> Mapping[str, str]:
    patterns = _mapping(key, value)
    for pattern, reason in patterns.items():
        where = f"SCHEMAGUARD[{key!r}][{pattern!r}]"
        if not isinstance(reason, str) or not reason.strip():
            raise BadInput(f"{where} must say why, in words, not {reason!r}.")
    return MappingProxyType(dict(patterns))


def _environments(key: str, value: object) -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType({name: _environment(name, body) for name, body in _mapping(key, value).items()})


def _environment(name: str, body: object) -> Mapping[str, str]:
    """URLs by alias, or one way to a snapshot."""
    entry = _mapping(f"ENVIRONMENTS.{name}", body)
    if problem := next(_environment_problems(name, entry), None):
        raise BadInput(f"SCHEMAGUARD['ENVIRONMENTS'][{name!r}] {problem}")
    return MappingProxyType({key: os.fspath(value) for key, value in entry.items()})


def _environment_problems(name: str, entry: Mapping[str, Any]) -> Iterator[str]:
    if name == "expected" or not re.fullmatch(r"\w[\w.+-]*", name):
        yield "has a name that commands cannot take. Use letters, digits, _, -, + and ., and not 'expected'."
    if not entry:
        yield "is empty. Give it a URL for each database alias, or {'snapshot': 'FILE'}."
    for way, known in _WAYS.items():
        if way in entry and (odd := sorted(entry.keys() - known)):
            yield f"has {way!r}, which cannot be together with {odd[0]!r}."
    for key, value in entry.items():
        if not isinstance(value, str if key != "snapshot" else str | os.PathLike):
            yield f"has {key!r}, which must be a string, not {type(value).__name__}."


#: What an environment can be instead of URLs by alias, and the keys that go with it.
_WAYS: Mapping[str, frozenset[str]] = {
    "snapshot": frozenset({"snapshot"}),
    "api": frozenset({"api", "token"}),
    "token": frozenset({"api", "token"}),
}


def _masks(key: str, value: object) -> Mapping[str, str | None]:
    """Whether tables and columns are there, and functions can be imported, is known when a database is copied."""
    masks = _mapping(key, value)
    for name, mask in masks.items():
        where = f"{_where(key)}[{name!r}]"
        if not all(name.rpartition(".")):
            raise BadInput(f"{where} must name a column as 'table.column', with its name in the database.")
        if mask is not None and mask != HASH and not _is_dotted(mask):
            hint = nearest(mask, [HASH]) if isinstance(mask, str) else ""
            raise BadInput(f"{where} must be None, {HASH!r} or the dotted path of a function, not {mask!r}.{hint}")
    return MappingProxyType(dict(masks))


def _is_dotted(path: object) -> bool:
    return isinstance(path, str) and "." in path and all(part.isidentifier() for part in path.split("."))


def _other_databases(key: str, value: object) -> str:
    word = _text(key, value)
    if word not in OTHER_DATABASES:
        known = " or ".join(map(repr, OTHER_DATABASES))
        raise BadInput(f"{_where(key)} must be {known}, not {word!r}.{nearest(word, OTHER_DATABASES)}")
    return word


#: The options of REHEARSAL and what reads each.
_REHEARSAL: Mapping[str, Any] = {"SEEDS": _texts, "MASK": _masks, "OTHER_DATABASES": _other_databases}


def _rehearsal(key: str, value: object) -> RehearsalSettings:
    found: dict[str, Any] = {}
    for option, body in _mapping(key, value).items():
        if option not in _REHEARSAL:
            hint = nearest(option.upper(), sorted(_REHEARSAL))
            raise BadInput(f"SCHEMAGUARD[{key!r}] has no option {option!r}.{hint}")
        found[option.lower()] = _REHEARSAL[option](f"{key}.{option}", body)
    return RehearsalSettings(**found)


def _metadata(key: str, value: object) -> Mapping[str, MetadataField]:
    return MappingProxyType({name: _metadata_field(name, body) for name, body in _mapping(key, value).items()})


def _metadata_field(name: str, body: object) -> MetadataField:
    options = _mapping(f"METADATA.{name}", body)
    if problem := next(_metadata_problems(name, options), None):
        raise BadInput(problem)
    return MetadataField(name, **options)


def _metadata_problems(name: str, options: Mapping[str, Any]) -> Iterator[str]:
    where = f"SCHEMAGUARD['METADATA'][{name!r}]"
    if not name.isidentifier() or keyword.iskeyword(name):
        yield f"{where}: a field must be a Python name, because it is an attribute of the migration."
    if name in TAKEN:
        yield f"{where}: Django uses this attribute of a migration itself. Choose another name."
    known: dict[str, type] = {"required": bool, "min_words": int, "pattern": str}
    for option, value in options.items():
        if option not in known:
            yield f"{where} has no option {option!r}.{nearest(option, sorted(known))}"
        elif type(value) is not known[option]:
            yield f"{where}[{option!r}] must be of type {known[option].__name__}, not {type(value).__name__}."
    if isinstance(pattern := options.get("pattern"), str):
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"{where}['pattern'] is not a regular expression: {error}."


_READERS = {
    "ENVIRONMENT": _text,
    "ENVIRONMENTS": _environments,
    "METADATA": _metadata,
    "TARGET": _targets,
    "RULES": _rules,
    "EXTRA_RULES": _texts,
    "APPS": _texts,
    "EXCLUDE_APPS": _texts,
    "BASELINE": _text,
    "IGNORE": _ignored,
    "SYSTEM_CHECKS": _switch,
    "SCRATCH": _text,
    "REHEARSAL": _rehearsal,
    "PROBE_SECONDS": _seconds,
    "LOCK_TIMEOUT": _duration,
    "STATEMENT_TIMEOUT": _duration,
    "LOCK_RETRIES": _number,
    "KEEP_DROPPED_DATA": _duration,
    "PROTECTED": _texts,
    "APPROVALS": _number,
    "FOUR_EYES": _switch,
    "REHEARSAL_REQUIRED": _switch_or_texts,
    "LEDGER_KEY": _text,
    "CENTRAL_LEDGER": _text,
    "LEDGER_TRIGGERS": _switch,
}
