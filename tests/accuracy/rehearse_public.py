"""Rehearses the whole history of a project that others wrote, and holds the verdicts against what really happens.

Run each part with the project's own Python and settings; ``DATABASE_URL`` names an empty database of its own, on
PostgreSQL or SQLite, where ``rehearse`` makes its scratch databases::

    python -m tests.accuracy.rehearse_public run FOLDER
    python -m tests.accuracy.rehearse_public compare FOLDER [TRUTH.tsv]
    python -m tests.accuracy.rehearse_public tables FOLDER
    python -m tests.accuracy.rehearse_public confirm FOLDER [APP.MIGRATION…]

``run`` goes through the public function: all migrations, both modes, generated rows. It writes ``rehearsal.json`` and
``rehearsal.txt``, and a copy of the scratch database before each migration, made by pg_dump or by SQLite's backup.

``compare`` prints every verdict other than restored, one line each. With a truth file it prints every deviation: what
is exact, or differs in the order of columns or in names only, must have no residue of schema; what really differs, is
irreversible or fails must be found. The file's columns: app, migration, reverse (ok, irreversible, reverse_error),
schema_after_reverse (exact, colorder, names, real) and reapply (the same; empty where it failed). It knows nothing of
rows.

``tables`` counts the tables that had rows before the last migration, and names those that had fewer than two.

``confirm`` asks something that is not our code. For each migration with another verdict than restored, or another second
time than the same, or for those that are named, it restores the copy of the moment before it, and runs ``migrate``
forward, back and forward again, each in a process of its own. After each it reads the schema with pg_dump and all rows
with a plain SELECT. It prints "confirmed", or what is otherwise: of the second time also what is new each time.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.accuracy.real_migrate import program, really, restored

Node = tuple[str, str]
JSON, TEXT = "rehearsal.json", "rehearsal.txt"


def say(line: str) -> None:
    """At once, because this takes long."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


# The rehearsal


def run(folder: Path) -> None:
    """Rehearse, and keep what it says and what it saw."""
    import django

    django.setup()
    from django.db import connections

    from schemaguard.actions._rehearsal_request import Mode, Request, Scope
    from schemaguard.actions.rehearse import rehearse
    from schemaguard.formats.registry import Style
    from schemaguard.formats.rehearse import as_json, as_text

    folder.mkdir(parents=True, exist_ok=True)

    def progress(what: str, done: int, total: int) -> None:
        if total and done < total:
            copy(connections["default"], folder / f"{done:04}")

    report = rehearse(Request(scope=Scope.ALL, mode=Mode.BOTH, progress=progress))
    (folder / JSON).write_text("".join(as_json.render(report, Style())), encoding="utf-8")
    (folder / TEXT).write_text("\n".join(as_text.render(report, Style(width=160, verbosity=2))), encoding="utf-8")
    for database in report.databases:
        say(f"{database.server}: {len(database.migrations)} migrations in {database.seconds:.0f} s")


def copy(connection: Any, path: Path) -> None:
    """A database as it is now, without asking it through Django."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(path)) as target:
            connection.connection.backup(target)
        return
    settings = connection.settings_dict
    user = f"{settings['USER']}:{settings['PASSWORD']}" if settings["PASSWORD"] else settings["USER"]
    url = f"postgres://{user}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
    program("pg_dump", "-Fc", "-Z1", "--file", path, "--dbname", url)


# The truth file


@dataclass(frozen=True)
class Told:
    """What a rehearsal said of one migration."""

    number: int
    body: Mapping[str, Any]

    @property
    def node(self) -> Node:
        """App and name."""
        return self.body["app"], self.body["migration"]

    @property
    def step(self) -> Mapping[str, Any]:
        """One step back."""
        found: Mapping[str, Any] = self.body["step"] or {"verdict": "skipped"}
        return found

    @property
    def again(self) -> str:
        """The second time."""
        return str(self.body["again"])

    @property
    def clean(self) -> bool:
        """Whether everything came back, one step back and from the last one."""
        head = self.body["head"] or {"verdict": "restored"}
        return (self.step["verdict"], head["verdict"], self.again) == ("restored", "restored", "same")

    def __str__(self) -> str:
        head = (self.body["head"] or {}).get("verdict", "-")
        return f"{'.'.join(self.node)}: {self.step['verdict']}, again {self.again}, from the last {head}"

    def cells(self, word: str) -> dict[str, int]:
        """What is lost or left, by table or column."""
        return {".".join(filter(None, (item["table"], item["column"]))): item["rows"] for item in self.step[word]}


def told(folder: Path) -> list[Told]:
    """All of them, in the order in which they ran."""
    document = json.loads((folder / JSON).read_text(encoding="utf-8"))
    return [Told(number, body) for number, body in enumerate(document["migrations"])]


def compare(folder: Path, truth: Path | None = None) -> None:
    """Print what is not clean, and what is not as the truth says."""
    found = told(folder)
    for name in ("step", "head"):
        counted = Counter((item.body[name] or {"verdict": "-"})["verdict"] for item in found)
        say(f"{name}: {dict(counted.most_common())}")
    say(f"again: {dict(Counter(item.again for item in found).most_common())}")
    for item in found:
        if item.step["verdict"] != "restored" or item.again != "same":
            say(f"{item}\n    {'; '.join(details(item.body, item.step))}")
    for item in found:
        head = item.body["head"]
        if head and head["verdict"] not in ("restored", "skipped", item.step["verdict"]):
            say(f"from the last: {'.'.join(item.node)}: {head['verdict']}\n    {'; '.join(details({}, head))}")
    remarks = Counter(remark for item in found for remark in item.body["remarks"])
    for remark, number in remarks.items():
        say(f"remark, {number} times: {remark}")
    if truth is not None:
        lines = list(deviations(found, truth))
        say("\n".join([*lines, f"{len(lines)} deviations from {truth.name}"]))


def details(body: Mapping[str, Any], outcome: Mapping[str, Any]) -> Iterator[str]:
    """In a few words each."""
    for word in ("lost", "left"):
        for one in outcome.get(word, ()):
            yield f"{word} {one['rows']} {one['table']}{'.' + one['column'] if one['column'] else ''} [{one['example']}]"
    yield from (f"residue {one['kind']} {one['object']} {one['detail']}" for one in outcome.get("residue", ()))
    yield from (f"again {one['kind']} {one['object']} {one['detail']}" for one in body.get("again_changes", ()))
    yield from (f"{one['message']}" for one in (outcome.get("error"), body.get("again_error")) if one)


def deviations(found: list[Told], truth: Path) -> Iterator[str]:
    """What is not as the truth says."""
    by_node = {item.node: item for item in found}
    with truth.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            item = by_node.pop((row["app"], row["migration"]), None)
            if item is None:
                yield f"not rehearsed: {row['app']}.{row['migration']}"
            else:
                yield from (f"truth has {text}: {item}" for text in _unlike(item, row))
    yield from (f"not in the truth: {item}" for item in by_node.values())


def _unlike(item: Told, row: Mapping[str, str]) -> Iterator[str]:
    verdict, reverse, schema = item.step["verdict"], row["reverse"], row["schema_after_reverse"]
    wanted = {"irreversible": "irreversible", "reverse_error": "failed-reverse"}.get(reverse)
    if wanted:
        if verdict != wanted:
            yield f"reverse {reverse}"
        return
    if verdict in ("irreversible", "failed-reverse", "failed-forward", "skipped"):
        yield f"reverse {reverse}"
        return
    if bool(item.step["residue"]) != (schema == "real"):
        yield f"schema after reverse {schema}"
    again = "failed" if not row["reapply"] else "different" if row["reapply"] == "real" else "same"
    if item.again != again:
        yield f"again {again}"


# Rows


def tables(folder: Path) -> None:
    """Say which tables have so few rows that little is proved about them."""
    last = max(path for path in folder.iterdir() if path.name.isdecimal())
    with restored(last) as there:
        counted = {name: len(table.rows) for name, table in there.dump().tables.items()}
    poor = {name: number for name, number in sorted(counted.items()) if number < 2}
    say(f"{len(counted)} tables, {len(counted) - len(poor)} with two rows or more; the others: {poor}")


# Real processes


def confirm(folder: Path, names: list[str]) -> None:
    """Print what real processes do, beside what was said."""
    wrong = 0
    asked = [item for item in told(folder) if (".".join(item.node) in names if names else not _restored(item))]
    _import_what_takes_long()
    for item in asked:
        lines = list(confirmed(item, folder))
        wrong += bool(lines)
        say(f"{'OTHERWISE' if lines else 'confirmed'} {item}")
        for line in lines:
            say(f"    {line}")
    say(f"{len(asked)} migrations, {wrong} otherwise")


def _restored(item: Told) -> bool:
    return item.step["verdict"] == "restored" and item.again == "same"


def _import_what_takes_long() -> None:
    """Children of this process have the code then, as if Python had just read it."""
    import django
    from django.core.management.commands import migrate  # noqa: F401
    from django.db import connections
    from django.db.migrations.loader import MigrationLoader

    django.setup()
    MigrationLoader(None)
    connections.close_all()  # Some projects ask their database while they are imported.


def confirmed(item: Told, folder: Path) -> Iterator[str]:
    """What is otherwise."""
    with restored(folder / f"{item.number:04}") as there:
        found, again = really(there, item.node)
    if found.verdict != item.step["verdict"]:
        yield f"really {found.verdict} {found.error}"
    if again.partition(":")[0] != item.again:
        yield f"really again {again}"
    for word, real in (("lost", found.lost), ("left", found.left)):
        if real is not None and real != item.cells(word):
            yield f"really {word} {dict(real)}, not {item.cells(word)}"
    if bool(found.schema) != bool(item.step["residue"]) and found.verdict == item.step["verdict"]:
        yield f"really {list(found.schema)}"


PARTS: Mapping[str, Callable[[Path, list[str]], None]] = {
    "run": lambda folder, rest: run(folder),
    "compare": lambda folder, rest: compare(folder, *map(Path, rest)),
    "tables": lambda folder, rest: tables(folder),
    "confirm": confirm,
}

if __name__ == "__main__":
    PARTS[sys.argv[1]](Path(sys.argv[2]), sys.argv[3:])
