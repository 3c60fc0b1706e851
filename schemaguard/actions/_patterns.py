"""Differences that somebody knows about: ``SCHEMAGUARD["IGNORE"]`` and ``--ignore``.

A pattern is ``[alias/][kind:]name``, where ``*`` stands for any text. It takes the object of that name and all
that belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from schemaguard.conf import nearest
from schemaguard.exceptions import BadInput
from schemaguard.schema.changes import Change
from schemaguard.schema.kinds import PARTS, TOP, full_name

GIVEN = "given on the command line"

#: What a difference can be about that is no object of a schema.
_OTHERS = ("migration", "model")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern and why somebody wrote it."""

    text: str
    reason: str
    alias: re.Pattern[str]
    kind: str
    name: re.Pattern[str]

    @classmethod
    def parse(cls, text: str, reason: str) -> Pattern:
        """The pattern in its parts. Raises BadInput for a kind that does not exist, or where nothing is named."""
        alias, slash, rest = text.partition("/")
        if not slash:
            alias, rest = "*", text
        kind, colon, name = rest.partition(":")
        if not colon:
            kind, name = "", rest
        known = (*TOP, *PARTS, *_OTHERS)
        if colon and kind not in known:
            raise BadInput(
                f"The pattern {text!r} names the kind {kind!r}.{nearest(kind, known)} Kinds: {_said(known)}."
            )
        if not name.strip() or not alias:
            raise BadInput(f"The pattern {text!r} names nothing. Write [alias/][kind:]name, where * is any text.")
        return cls(text, reason, _wild(alias), kind, _wild(name))

    def covers(self, alias: str, subjects: Iterable[tuple[str, str]]) -> bool:
        """Whether it takes one of these (kind, name) of a database."""
        return self.alias.fullmatch(alias) is not None and any(
            self.kind in ("", kind) and self.name.fullmatch(name) for kind, name in subjects
        )


@dataclass(frozen=True, slots=True)
class Ignores:
    """All patterns of a run. It remembers which of them took something."""

    patterns: tuple[Pattern, ...] = ()
    used: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, configured: Mapping[str, str], given: Iterable[str] = ()) -> Ignores:
        """Those of the settings, which have reasons, and those of the command line. Raises BadInput."""
        found = dict.fromkeys(given, GIVEN) | dict(configured)
        return cls(tuple(Pattern.parse(text, reason) for text, reason in found.items()))

    def reason(self, alias: str, change: Change) -> str | None:
        """Why a change does not count, or None where it does."""
        return self.reason_for(alias, *_subjects(change))

    def reason_for(self, alias: str, *subjects: tuple[str, str]) -> str | None:
        """Why something does not count that has these (kind, name), its own and its owner's; None where it does."""
        for pattern in self.patterns:
            if pattern.covers(alias, subjects):
                self.used.add(pattern.text)
                return pattern.reason
        return None

    def unused(self) -> tuple[str, ...]:
        """A sentence for each pattern of the settings that took nothing: it may be out of date, or misspelled."""
        return tuple(
            f"SCHEMAGUARD['IGNORE'] has {pattern.text!r}, which is true of no difference here."
            for pattern in self.patterns
            if pattern.text not in self.used and pattern.reason != GIVEN
        )


def _subjects(change: Change) -> Iterator[tuple[str, str]]:
    yield change.type, change.object
    if change.owner is not None:
        yield change.owner.kind, full_name(change.owner)


def _wild(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, text.split("*"))), re.DOTALL)


def _said(words: Iterable[str]) -> str:
    return ", ".join(words)
