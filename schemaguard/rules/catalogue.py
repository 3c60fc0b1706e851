"""Finds all rules: one per file of this package, and those of ``EXTRA_RULES``."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module

from schemaguard import rules
from schemaguard.conf import nearest
from schemaguard.exceptions import BadInput
from schemaguard.rules.base import Rule

#: Modules of this package that hold no rule; so do those that start with an underscore.
_MACHINERY = frozenset({"base", "catalogue", "judge", "ignores"})


@cache
def built_in() -> tuple[Rule, ...]:
    """The rules that come with schemaguard, by id."""
    names = [module.name for module in pkgutil.iter_modules(rules.__path__)]
    found = [
        import_module(f"{rules.__name__}.{name}").check
        for name in names
        if name not in _MACHINERY and not name.startswith("_")
    ]
    return tuple(_unique(found))


def all_rules(extra: Iterable[str] = ()) -> tuple[Rule, ...]:
    """The built-in rules and those in the modules that ``EXTRA_RULES`` names. Raises BadInput."""
    found = list(built_in())
    for path in extra:
        found += _from_module(path)
    return tuple(_unique(found))


def find(word: str, catalogue: Iterable[Rule]) -> Rule:
    """The rule with this name or id. Raises BadInput with the nearest name."""
    known = {key: rule for rule in catalogue for key in (rule.name, rule.id)}
    if word in known:
        return known[word]
    if word.upper() in known:
        return known[word.upper()]
    raise BadInput(f"There is no rule {word!r}.{nearest(word, sorted(known))} See: manage.py schemaguard rules")


def _from_module(path: str) -> list[Rule]:
    try:
        module = import_module(path)
    except Exception as error:  # The project's own code: whatever it raises is reported.
        raise BadInput(
            f"EXTRA_RULES names {path!r}, which cannot be imported: {type(error).__name__}: {error}. Mend the module."
        ) from error
    found = [value for value in vars(module).values() if isinstance(value, Rule)]
    for child in pkgutil.iter_modules(getattr(module, "__path__", ())):
        found += _from_module(f"{path}.{child.name}")
    return found


def _unique(found: Iterable[Rule]) -> Iterator[Rule]:
    seen: dict[str, Rule] = {}
    for rule in sorted(found, key=lambda rule: (rule.id, rule.name)):
        for key in (rule.id, rule.name):
            if key in seen:
                raise BadInput(f"Two rules are called {key!r}: {seen[key].name} and {rule.name}. Rename one of them.")
            seen[key] = rule
        yield rule
