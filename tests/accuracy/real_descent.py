"""Takes a project back from its last migration, in the order of the rehearsal, by ``migrate`` in processes of its own.

``rehearse_public descend`` prints what is otherwise than a rehearsal said: what fails, which schema and which values
do not come back, and at the end whether the same remains. Neighbours of one app that all came back go in one process.
What a later migration has lost or left is not said again.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from tests.accuracy.moments import OWN, Cell, Tables, changed
from tests.accuracy.real_migrate import Node, There, import_what_takes_long, restored, twin
from tests.accuracy.told import Told, say
from tests.rehearsal.dumps import Dump, Row

FAILS = ("failed-reverse", "irreversible")


@dataclass(frozen=True)
class Unlike:
    """How one moment differs from another."""

    schema: Counter[str]
    #: By table or column.
    lost: Mapping[str, int]
    left: Mapping[str, int]

    def without(self, known: Unlike) -> Unlike:
        """What is new."""
        lost, left = (
            {name: number for name, number in mine.items() if name not in other}
            for mine, other in ((self.lost, known.lost), (self.left, known.left))
        )
        return Unlike(self.schema - known.schema, lost, left)

    def renamed(self, names: Mapping[str, str]) -> Unlike:
        """The same by other names of tables."""
        found = self
        for old, name in names.items():
            found = found._by(old, name)
        return found

    def _by(self, old: str, name: str) -> Unlike:
        schema = Counter({re.sub(rf"\b{old}\b", name, text): number for text, number in self.schema.items()})
        cells = ({re.sub(rf"^{old}\b", name, cell): n for cell, n in found.items()} for found in (self.lost, self.left))
        return Unlike(schema, *cells)


def names_between(then: Dump, now: Dump) -> dict[str, str]:
    """A table that came in the place of one with most of its columns is that one."""
    found = {}
    for name in now.tables.keys() - then.tables.keys():
        for old in then.tables.keys() - now.tables.keys():
            one, other = {*then.tables[old].columns}, {*now.tables[name].columns}
            if len(one & other) * 2 > max(len(one), len(other)):
                found[old] = name
    return found


def unlike(before: Dump, now: Dump, own: Collection[Cell]) -> Unlike:
    """``own``: what the rehearsal has written itself since then."""
    schema = Counter({f"- {text}": number for text, number in (before.schema - now.schema).items()})
    schema.update({f"+ {text}": number for text, number in (now.schema - before.schema).items()})
    return Unlike(schema, _counted(_lost(before, now), own), _counted(_left(before, now), own))


def _lost(before: Dump, now: Dump) -> Iterator[Cell]:
    for name, key, old, new in _pairs(before, now):
        if new is None:
            yield name, key, ""
        elif old is not None:
            gone = (column for column, value in old.items() if value is not None and new.get(column) != value)
            yield from ((name, key, column) for column in gone)


def _left(before: Dump, now: Dump) -> Iterator[Cell]:
    for name, key, old, new in _pairs(before, now):
        if old is None:
            yield name, key, ""
        elif new is not None:
            empty = (column for column, value in old.items() if value is None and new.get(column) is not None)
            yield from ((name, key, column) for column in empty)


def _pairs(before: Dump, now: Dump) -> Iterator[tuple[str, tuple[str, ...], Row | None, Row | None]]:
    for name in before.tables.keys() | now.tables.keys():
        old, new = (moment.tables[name].by_key() if name in moment.tables else {} for moment in (before, now))
        yield from ((name, key, old.get(key), new.get(key)) for key in old.keys() | new.keys())


def _counted(cells: Iterable[Cell], own: Collection[Cell]) -> dict[str, int]:
    hidden = {*own}
    return dict(
        Counter(
            ".".join(filter(None, (name, column)))
            for name, key, column in cells
            if (name, key, column) not in hidden and (name, key, "") not in hidden
        )
    )


@dataclass
class Descent:
    """The whole way back."""

    folder: Path
    items: Sequence[Told]
    there: There
    stack: ExitStack
    own: Mapping[int, Sequence[Cell]] = field(default_factory=dict)
    #: Moments before and after values were made softer.
    softened: list[tuple[Dump, Dump]] = field(default_factory=list)
    #: What tables are called now that had another name later.
    names: dict[str, str] = field(default_factory=dict)
    wrong: int = 0
    _dumps: dict[str, Dump] = field(default_factory=dict)

    def run(self) -> None:
        """From the last one to the first."""
        for items in batches(self.items):
            lines = list(self._back(items))
            self.wrong += bool(lines)
            for line in (f"{'OTHERWISE' if lines else 'confirmed'} {title(items)}", *(f"    {line}" for line in lines)):
                say(line)
        rest = unlike(self._dump("back"), self.there.dump(), ())
        say(f"{self.wrong} otherwise; what remains differs in {rest}")

    def _back(self, items: Sequence[Told]) -> Iterator[str]:
        """What is otherwise."""
        first, last = items[-1], items[0]
        verdict = last.body["head"]["verdict"]
        softer = self.folder / f"{last.number:04}-softer"
        if softer.exists() or verdict in FAILS:
            yield from self._failing(last, verdict)
        if softer.exists():
            applied = self.there.applied()
            strong, self.there = self.there.dump(), self.stack.enter_context(restored(softer))
            self.softened.append((strong, self.there.dump()))
            for node in self.there.applied() - applied:
                self.there.forget(node)
        if verdict in FAILS:
            return
        then, applied = self.there.dump(), self.there.applied()
        if error := self.there.migrate(*first.node, back=True):
            yield f"really {error}"
            return
        gone, asked = applied - self.there.applied(), {item.node for item in items}
        if not asked <= gone or gone & ({item.node for item in self.items} - asked):
            yield f"not comparable: {sorted(gone ^ asked)} went back as well, or did not"
        yield from self._judged(items, then, self.there.dump())

    def _failing(self, item: Told, verdict: str) -> Iterator[str]:
        with twin(self.there) as other:
            error = other.migrate(*item.node, back=True)
        found = "irreversible" if error.startswith("IrreversibleError") else "failed-reverse" if error else "restored"
        if found != (verdict if verdict in FAILS else "failed-reverse"):
            yield f"really {found} {error}"

    def _judged(self, items: Sequence[Told], then: Dump, now: Dump) -> Iterator[str]:
        low, high = items[-1].number, items[0].number + 1
        known = self._unlike(high, then)
        names = names_between(then, now)
        self.names = {**{old: names.get(name, name) for old, name in self.names.items()}, **names}
        found = self._unlike(low, now).without(known.renamed(names))
        residue = [change for item in items for change in item.body["head"]["residue"]]
        if bool(found.schema) != bool(residue):
            yield f"really {[' '.join(line.split()) for line in found.schema]}, not {residue}"
        for word, real in (("lost", found.lost), ("left", found.left)):
            said = _said(items, word)
            if real != said:
                yield f"really {word} {dict(real)}, not {said}"

    def _unlike(self, number: int, now: Dump) -> Unlike:
        """The moment before a migration, as if softer values had been there from the start, and now."""
        before = self._dump(f"{number:04}")
        own = {cell for since, cells in self.own.items() if since >= number for cell in cells}
        own |= {(self.names[name], key, column) for name, key, column in own if name in self.names}
        for strong, soft in self.softened:
            tables, unknown = as_if(before.tables, strong.tables, soft.tables)
            before, own = replace(before, tables=tables), own | unknown
        return unlike(before, now, own)

    def _dump(self, name: str) -> Dump:
        if name not in self._dumps:
            with restored(self.folder / name) as there:
                self._dumps = {name: there.dump(), **dict([*self._dumps.items()][:2])}
        return self._dumps[name]


def as_if(before: Tables, strong: Tables, soft: Tables) -> tuple[Tables, set[Cell]]:
    """What would have been there before, where nothing changed it until it was made softer; and all the other cells."""
    found = {name: table.by_key() for name, table in before.items()}
    unknown = set[Cell]()
    for name, key, column in changed(strong, soft):
        row, old, new = found.get(name, {}).get(key), strong[name].by_key().get(key), soft[name].by_key().get(key)
        if row is not None and old and new and row.get(column) == old[column]:
            found[name][key] = {**row, column: new[column]}
        else:
            unknown.add((name, key, column))
    return {name: replace(table, rows=tuple(found[name].values())) for name, table in before.items()}, unknown


def _said(items: Sequence[Told], word: str) -> dict[str, int]:
    return {
        ".".join(filter(None, (one["table"], one["column"]))): one["rows"]
        for item in items
        for one in item.body["head"][word]
    }


def batches(items: Sequence[Told]) -> Iterator[list[Told]]:
    """From the last to the first. Those that were skipped stay."""
    tried = [item for item in reversed(items) if (item.body["head"] or {"verdict": "skipped"})["verdict"] != "skipped"]
    marks: dict[Node, object] = {}
    for one, other in zip([None, *tried], tried, strict=False):
        alike = one is not None and _plain(one) and _plain(other) and one.node[0] == other.node[0]
        alike = alike and one is not None and one.number == other.number + 1
        marks[other.node] = marks[one.node] if alike and one is not None else object()
    for _, group in groupby(tried, lambda item: marks[item.node]):
        yield list(group)


def _plain(item: Told) -> bool:
    return item.clean and not any("From the end" in remark for remark in item.body["remarks"])


def title(items: Sequence[Told]) -> str:
    """What went back."""
    return f"{items[0]}" if len(items) == 1 else f"{items[0]} … {items[-1].node[1]}"


def descend(folder: Path, items: Sequence[Told]) -> None:
    """All of it."""
    own = json.loads((folder / OWN).read_text(encoding="utf-8"))
    cells = {int(number): [(name, tuple(key), column) for name, key, column in found] for number, found in own.items()}
    import_what_takes_long()
    with ExitStack() as stack:
        Descent(folder, items, stack.enter_context(restored(folder / "end")), stack, cells).run()
