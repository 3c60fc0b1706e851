"""Rehearses the whole history of a project that others wrote, and holds the verdicts against what really happens.

Run each part with the project's own Python and settings; ``DATABASE_URL`` names an empty database of its own, on
PostgreSQL or SQLite, where ``rehearse`` makes its scratch databases::

    python -m tests.accuracy.rehearse_public run FOLDER
    python -m tests.accuracy.rehearse_public compare FOLDER [TRUTH.tsv]
    python -m tests.accuracy.rehearse_public tables FOLDER
    python -m tests.accuracy.rehearse_public confirm FOLDER [APP.MIGRATION…]
    python -m tests.accuracy.rehearse_public descend FOLDER

``run`` goes through the public function: all migrations, both modes, generated rows. It writes ``rehearsal.json`` and
``rehearsal.txt``, and a copy of the scratch database before each migration, made by pg_dump or by SQLite's backup.

``compare`` prints every verdict other than restored, one line each. With a truth file it prints every deviation: what
is exact, or differs in the order of columns or in names only, must have no residue of schema; what really differs, is
irreversible or fails must be found. The file's columns: app, migration, reverse (ok, irreversible, reverse_error),
schema_after_reverse (exact, colorder, names, real) and reapply (the same; empty where it failed). It knows nothing of
rows.

``tables`` counts the tables that had rows before the last migration, and names those that had fewer than two.

``confirm`` asks something that is not our code. For each migration with another verdict than restored, or another second
time than the same, or for those that are named, it restores the copy of the moment before it, adds the rows that are
equal where the verdict comes of such rows, and runs ``migrate`` forward, back and forward again, each in a process of
its own. After each it reads the schema with pg_dump and all rows with a plain SELECT. It prints "confirmed", or what is
otherwise: of the second time also what is new each time.

``descend`` does the same with the way back from the last migration: see ``real_descent``.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.accuracy.equal_rows import equal_rows
from tests.accuracy.moments import Moments
from tests.accuracy.real_descent import descend
from tests.accuracy.real_migrate import import_what_takes_long, really, restored
from tests.accuracy.told import JSON, Told, say, told

TEXT = "rehearsal.txt"

# The rehearsal


def run(folder: Path) -> None:
    """Rehearse, and keep what it says and what it saw."""
    import django

    django.setup()
    from schemaguard.actions._rehearsal_request import Mode, Request, Scope
    from schemaguard.actions.rehearse import rehearse
    from schemaguard.formats.registry import Style
    from schemaguard.formats.rehearse import as_json, as_text

    folder.mkdir(parents=True, exist_ok=True)
    moments = Moments(folder)
    with moments.kept():
        report = rehearse(Request(scope=Scope.ALL, mode=Mode.BOTH, progress=moments.progress))
    (folder / JSON).write_text("".join(as_json.render(report, Style())), encoding="utf-8")
    (folder / TEXT).write_text("\n".join(as_text.render(report, Style(width=160, verbosity=2))), encoding="utf-8")
    for database in report.databases:
        say(f"{database.server}: {len(database.migrations)} migrations in {database.seconds:.0f} s")


# The truth file


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
    with restored(folder / "end") as there:
        counted = {name: len(table.rows) for name, table in there.dump().tables.items()}
    poor = {name: number for name, number in sorted(counted.items()) if number < 2}
    say(f"{len(counted)} tables, {len(counted) - len(poor)} with two rows or more; the others: {poor}")


# Real processes


def confirm(folder: Path, names: list[str]) -> None:
    """Print what real processes do, beside what was said."""
    wrong = 0
    asked = [item for item in told(folder) if (".".join(item.node) in names if names else not _restored(item))]
    import_what_takes_long()
    for item in asked:
        lines = list(confirmed(item, folder))
        wrong += bool(lines)
        say(f"{'OTHERWISE' if lines else 'confirmed'} {item}")
        for line in lines:
            say(f"    {line}")
    say(f"{len(asked)} migrations, {wrong} otherwise")


def _restored(item: Told) -> bool:
    return item.step["verdict"] == "restored" and item.again == "same"


def confirmed(item: Told, folder: Path) -> Iterator[str]:
    """What is otherwise."""
    weaker = folder / f"{item.number:04}-weaker"
    ran_on_weaker = weaker.exists() and item.step["verdict"] != "failed-forward"
    with restored(weaker if ran_on_weaker else folder / f"{item.number:04}") as there:
        there.write(equal_rows(folder, item.number))
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
    "descend": lambda folder, rest: descend(folder, told(folder)),
}

if __name__ == "__main__":
    PARTS[sys.argv[1]](Path(sys.argv[2]), sys.argv[3:])
