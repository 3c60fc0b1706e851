"""Takes what may be somebody's data out of a report about a copy of real rows.

Databases quote rows in their errors, and so does code. Reports and the ledger are read where rows may not be. So of
each text only what is known stays: words of the migration's file and of the schema. Keys of rows stay as well: whoever
looks after a migration has to find the row.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from schemaguard.rehearsals import Executed, Failure, MigrationRehearsal, Outcome, Phase
from schemaguard.schema.document import to_text
from schemaguard.schema.snapshot import SchemaSnapshot

#: What stands for a value.
MASK = "…"

_WORD = re.compile(r"[\w$]+")
#: What servers write around values: PostgreSQL's "Key (email)=(…)" and "Failing row contains (…)", MongoDB's keys.
_KEY = re.compile(
    r"\((?P<columns>[^()]*)\)=\((?P<values>.*?)\)(?= (?:already|is not|is still|conflicts|is dup)|[.,;]|$)"
)
_ROW = re.compile(r"(row contains )\(.*\)")
_DUPLICATE = re.compile(r"(dup key: )\{.*\}")
#: JSON is quoted as far as the error is known: "CONTEXT: JSON data, line 1: …".
_CONTEXT = re.compile(r"((?:JSON data|COPY \w+), line \d+(?:, column \w+)?: ).*")
_QUOTED = re.compile(r"\"[^\"]*\"|(?<!\w)'(?:[^']|'')*'(?!\w)|“[^”]*”|‘[^’]*’|«[^»]*»")
#: Addresses, long numbers, and names in the middle of a sentence.
_LOOSE = re.compile(r"\S+@\S+|(?<!\w)[\d.+-]*\d{4}[\w.+-]*|(?<=[\w,] )[A-ZÄÖÜ][a-zäöüß]+(?!\w)(?!\s*\()")
_LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d{4,}\b")


@dataclass(frozen=True)
class Private:
    """What is known about one database."""

    #: In lower case.
    words: frozenset[str]
    #: Columns that are keys of rows.
    keys: frozenset[str]

    @classmethod
    def of(cls, *schemas: SchemaSnapshot, names: Iterable[str] = ()) -> Private:
        """All names and expressions of a schema are known, and these names."""
        words = {word for schema in schemas for word in _words(to_text({"": schema}))}
        return cls(frozenset(words.union(*map(_words, names))), frozenset(_keys(schemas)))

    def rehearsal(self, item: MigrationRehearsal, text: str) -> MigrationRehearsal:
        """The same, with what may be read. ``text`` is that of the migration's file."""
        own = replace(self, words=self.words | _words(text) | _words(f"{item.app} {item.migration}"))
        return replace(
            item,
            step=own._outcome(item.step),
            head=own._outcome(item.head),
            again_error=own._failure(item.again_error),
            forward=own._phase(item.forward),
            reverse=own._phase(item.reverse),
            forward_again=own._phase(item.forward_again),
            remarks=tuple(map(own.message, item.remarks)),
        )

    def details(self, text: str) -> str:
        """What a server says, without the rows that it quotes."""
        text = _KEY.sub(self._key, text)
        for pattern in (_ROW, _DUPLICATE, _CONTEXT):
            text = pattern.sub(rf"\g<1>{MASK}", text)
        return text

    def message(self, text: str) -> str:
        """What a server or code says, without values of any kind."""
        return _LOOSE.sub(self._loose, _QUOTED.sub(self._quoted, self.details(text)))

    def statement(self, sql: str) -> str:
        """SQL, where parameters are not filled in, but where code may have written values."""
        return _LITERAL.sub(self._quoted, sql)

    def _outcome(self, item: Outcome | None) -> Outcome | None:
        return item and replace(item, error=self._failure(item.error))

    def _failure(self, item: Failure | None) -> Failure | None:
        if item is None:
            return None
        statement = self.statement(item.statement)
        # Django makes up names of constraints, and of one that could not be made nobody else knows.
        own = replace(self, words=self.words | _words(statement))
        return replace(item, message=own.message(item.message), statement=statement)

    def _phase(self, item: Phase) -> Phase:
        return replace(item, statements=tuple(map(self._executed, item.statements)))

    def _executed(self, item: Executed) -> Executed:
        return replace(item, sql=self.statement(item.sql))

    def _key(self, found: re.Match[str]) -> str:
        names = {name.strip().strip('"') for name in found["columns"].split(",")}
        return found[0] if names <= self.keys else f"({found['columns']})=({MASK})"

    def _quoted(self, found: re.Match[str]) -> str:
        text = found[0]
        if self._is_known(text):
            return text
        return MASK if text.isdigit() else f"{text[0]}{MASK}{text[-1]}"

    def _loose(self, found: re.Match[str]) -> str:
        return found[0] if self._is_known(found[0]) else MASK

    def _is_known(self, text: str) -> bool:
        return _words(text) <= self.words


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


def _keys(schemas: Collection[SchemaSnapshot]) -> Iterable[str]:
    """Columns of primary keys, and those that refer to such."""
    for schema in schemas:
        for table in schema.all("table"):
            for key in (*table.primary_key, *table.foreign_keys):
                yield from key.columns
    yield "_id"
