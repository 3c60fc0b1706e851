"""The keys of SCHEMAGUARD: types and defaults from conf.py, meanings from docs/settings.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.markdown import NOTE, code, table
from schemaguard import conf

#: What the readers of conf.py accept.
TYPES = {
    "_text": "string",
    "_number": "number, 0 or more",
    "_seconds": "number of seconds, 1 to 86400",
    "_switch": "True or False",
    "_switch_or_texts": "True, False, or list of strings",
    "_texts": "list of strings",
    "_duration": 'duration: "500ms", "3s", "15min", "2h", "30d"',
    "_targets": "dict: database alias to server",
    "_rules": f"dict: rule name or id to one of {', '.join(conf.SEVERITIES)}",
    "_environments": "dict: name to dict of database alias to URL, or to snapshot file",
    "_ignored": "dict: pattern to reason",
    "_rehearsal": "dict with SEEDS (list of strings), MASK (dict: column to None, 'hash' or path of a function), "
    "OTHER_DATABASES ('refuse' or 'read')",
    "_metadata": "dict: attribute name to dict with required (bool), min_words (int), pattern (string)",
}


def page(path: Path) -> str:
    """Every key, in the order of Settings."""
    meanings = tomllib.loads(path.read_text(encoding="utf-8"))
    if odd := meanings.keys() ^ conf.KEYS.keys():
        raise SystemExit(f"docs/settings.toml and conf.py differ in: {', '.join(sorted(odd))}.")
    used = {key: body for key, body in meanings.items() if body["used_by"]}
    later = {key: body for key, body in meanings.items() if not body["used_by"]}
    sections = [_section(key, used[key]) for key in _sorted(used)]
    parts = [NOTE, _INTRODUCTION, *sections, f"{_LATER}\n\n{_table(later)}"]
    return "\n\n".join(parts) + "\n"


def _section(key: str, body: Mapping[str, Any]) -> str:
    facts = table(("type", "default", "used by"), [(_type(key), f"`{_default(key)}`", ", ".join(body["used_by"]))])
    parts = [f"## {key}", body["meaning"].strip(), facts]
    if "example" in body:
        parts.append(code(body["example"].strip(), "python"))
    return "\n\n".join(parts)


def _table(meanings: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [(f"`{key}`", _type(key), f"`{_default(key)}`", meanings[key]["meaning"]) for key in _sorted(meanings)]
    return table(("key", "type", "default", "meaning"), rows)


def _sorted(meanings: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return [key for key in conf.KEYS if key in meanings]


def _type(key: str) -> str:
    return TYPES[conf._READERS[key].__name__]


def _default(key: str) -> str:
    value = getattr(conf.Settings(), conf.KEYS[key])
    if key == "METADATA":
        return repr({name: _options(field) for name, field in value.items()})
    if isinstance(value, conf.RehearsalSettings):
        return "{}"
    if isinstance(value, Mapping):
        return repr(dict(value))
    return repr(list(value)) if isinstance(value, tuple) else repr(value)


def _options(field: conf.MetadataField) -> dict[str, object]:
    """The options of a field that differ from leaving them out."""
    plain = conf.MetadataField(field.name)
    names = ("required", "min_words", "pattern")
    return {name: getattr(field, name) for name in names if getattr(field, name) != getattr(plain, name)}


_INTRODUCTION = """\
# Settings

All settings are keys of one dict, `SCHEMAGUARD`, in the project's settings module. Every key may be left out. A key
that does not exist, or a value of the wrong type, is an error of `manage.py check` (`schemaguard.E001`), with the
nearest right name; the commands refuse to run with it (exit code 2)."""

_LATER = """\
## Read, but not used yet

These keys are checked for mistakes, so that a settings file can carry them. No command of this version acts on them."""
