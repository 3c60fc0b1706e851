"""Primary keys, unique constraints, checks and foreign keys, from the catalogue and from the text of their table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter, itemgetter

from schemaguard.databases.grammar import Unreadable
from schemaguard.databases.names import chosen_by_django
from schemaguard.databases.sqlite import normalize
from schemaguard.databases.sqlite.catalogue import Catalogue, ColumnRow, ForeignKeyRow, PartRow
from schemaguard.databases.sqlite.table_text import KeyText, TableText
from schemaguard.schema.objects import Check, ForeignKey, Options, PrimaryKey, Unique

_SILENT = KeyText("", ())


class Names:
    """Names that tell constraints of one kind apart: SQLite neither needs names nor minds two that are the same."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = defaultdict(int)

    def given(self, name: str, columns: Iterable[str]) -> str:
        """The name, or else the columns in parentheses; with a number where that is taken."""
        wanted = name or f"({', '.join(columns)})"
        self._taken[wanted] += 1
        number = self._taken[wanted]
        return wanted if number == 1 else f"{wanted} {number}"


def is_nobodys(name: str) -> bool:
    """Whether nobody chose the name of a constraint."""
    return not name or chosen_by_django(name)


def grouped(parts: Iterable[PartRow]) -> list[list[PartRow]]:
    """The parts of each index. Those behind constraints come in the order in which the constraints are stated."""
    found = [list(group) for _, group in groupby(parts, attrgetter("of"))]
    return sorted(found, key=lambda group: _number(group[0]))


def _number(part: PartRow) -> int:
    """Of sqlite_autoindex_TABLE_NUMBER; 0 for other indexes."""
    return int(part.of.rpartition("_")[2]) if part.origin != "c" else 0


def primary_key(
    columns: Iterable[ColumnRow], indexes: Iterable[Sequence[PartRow]], text: TableText
) -> tuple[PrimaryKey, ...]:
    """The primary key, if there is one."""
    members = sorted((row for row in columns if row.key), key=attrgetter("key"))
    if not members:
        return ()
    behind = next((parts for parts in indexes if parts[0].origin == "pk"), ())
    said = text.primary or _SILENT
    return (
        PrimaryKey(
            # There can be one only, so any word does.
            said.name or "PRIMARY",
            tuple(row.name for row in members),
            options=_options(behind, said.on_conflict, text),
            auto_named=is_nobodys(said.name),
        ),
    )


def uniques(indexes: Iterable[Sequence[PartRow]], text: TableText) -> Iterator[Unique]:
    """Unique constraints. What the text says twice, SQLite keeps once."""
    stated: dict[tuple[str, ...], list[KeyText]] = defaultdict(list)
    for key in text.uniques:
        stated[key.columns].append(key)
    names = Names()
    for parts in indexes:
        if parts[0].origin == "u":
            columns = tuple(part.name or "" for part in parts)
            waiting = stated[tuple(map(normalize.folded, columns))]
            said = waiting.pop(0) if waiting else _SILENT
            yield Unique(
                names.given(said.name, columns),
                columns,
                options=_options(parts, said.on_conflict, text),
                auto_named=is_nobodys(said.name),
            )


def _options(parts: Iterable[PartRow], on_conflict: str, text: TableText) -> Options:
    """What is unusual about the index behind a key."""
    options = {"on_conflict": on_conflict}
    for part in parts:
        if part.collation.upper() != text.collation(part.name):
            options[f"collation of {part.name}"] = part.collation.upper()
        if part.descending:
            options[f"order of {part.name}"] = "DESC"
    return tuple(sorted((name, value) for name, value in options.items() if value))


def checks(text: TableText, columns: Sequence[str]) -> Iterator[Check]:
    """Check constraints. Those without a name get the columns that they look at, in the order of the table."""
    folded = [normalize.folded(column) for column in columns]
    names, known = Names(), frozenset(folded)
    read = [(normalize.expression(normalize.unwrapped(tokens), known), name, tokens) for name, tokens in text.checks]
    for written, name, tokens in sorted(read, key=itemgetter(0, 1)):
        mentioned = {normalize.folded(token.value) for token in tokens if token.kind in ("word", "name", "double")}
        seen = (column for column, lower in zip(columns, folded, strict=True) if lower in mentioned)
        yield Check(names.given(name, seen), written, auto_named=is_nobodys(name))


class ForeignKeys:
    """Builds foreign keys, for which the target must be known."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._tables = {normalize.folded(row.name): row.name for row in catalogue.tables}

    def of(self, table: str, text: TableText) -> Iterator[ForeignKey]:
        """Those of one table, whose text may be unknown. Raises Unreadable."""
        rows = self._catalogue.foreign_keys.get(table, [])
        found = [list(group) for _, group in groupby(rows, attrgetter("id"))]
        stated = text.foreign_keys if text.known else [_SILENT] * len(found)
        if len(stated) != len(found):
            raise Unreadable(f"not understood: it has {len(found)} foreign keys, of which {len(stated)} were read")
        names = Names()
        for parts, said in zip(found, stated, strict=True):
            yield self._one(parts, said, names)

    def _one(self, parts: Sequence[ForeignKeyRow], said: KeyText, names: Names) -> ForeignKey:
        first, columns = parts[0], tuple(part.column for part in parts)
        return ForeignKey(
            names.given(said.name, columns),
            columns,
            self._tables.get(normalize.folded(first.target), first.target),
            self._target_columns(parts),
            on_delete=_action(first.on_delete),
            on_update=_action(first.on_update),
            match=said.match,
            deferrable="initially deferred" if said.deferred else "",
            auto_named=is_nobodys(said.name),
        )

    def _target_columns(self, parts: Sequence[ForeignKeyRow]) -> tuple[str, ...]:
        """As the target spells them; without names the primary key is meant. Empty where that is unknown."""
        target = self._tables.get(normalize.folded(parts[0].target), "")
        there = self._catalogue.columns.get(target, [])
        named = [part.target_column for part in parts if part.target_column is not None]
        if not named:
            return tuple(row.name for row in sorted(there, key=attrgetter("key")) if row.key)
        spelled = {normalize.folded(row.name): row.name for row in there}
        return tuple(spelled.get(normalize.folded(name), name) for name in named)


def _action(words: str) -> str:
    return "" if words == "NO ACTION" else words
