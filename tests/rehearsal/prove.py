"""Shows what real ``manage.py migrate`` processes do to real databases, beside what the cases say is true.

``python -m tests.rehearsal.prove ENGINE [CASE…]``, where ENGINE is sqlite, postgresql, mariadb or mongodb. Ends with 1
where the two differ.
"""

from __future__ import annotations

import os
import re
import runpy
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from tests.rehearsal.case import Case, Step, Truth
from tests.rehearsal.cases import cases_for
from tests.rehearsal.dumps import Dump, Rows, dump
from tests.rehearsal.project import ROWS, entry, environment, step_names, write
from tests.servers import client, keeper

BACKENDS = {
    "sqlite": "django.db.backends.sqlite3.base",
    "postgresql": "django.db.backends.postgresql.base",
    "mariadb": "django.db.backends.mysql.base",
    "mongodb": "django_mongodb_backend.base",
}


@dataclass(frozen=True)
class Fact:
    """What really became of a database."""

    verdict: str
    again: str = ""
    lost: Mapping[str, int] | None = None
    left: Mapping[str, int] | None = None
    schema: Sequence[str] = ()
    error: str = ""
    counters: bool = False


@dataclass(frozen=True)
class Databases:
    """New, empty databases of one case, and its project."""

    engine: str
    root: Path
    case: Case
    urls: Mapping[str, str]

    def migrate(self, goal: str, alias: str = "default") -> str:
        """Run ``migrate`` in a process of its own, and give its error; empty where it ran."""
        variables = environment({alias: entry(url) for alias, url in self.urls.items()}, [self.case.name])
        command = ["manage.py", "migrate", self.case.name, goal, "--database", alias, "--skip-checks", "-v0"]
        code, errors = manage(command, self.root, {**variables, "DJANGO_SETTINGS_MODULE": "settings"})
        return (errors.strip() or f"exit {code}") if code else ""

    def dump(self) -> Dump:
        """The first database now."""
        return dump(self.engine, self.urls["default"])


def manage(command: Sequence[str], root: Path, variables: Mapping[str, str]) -> tuple[int, str]:
    """Run ``manage.py`` in a child of this process, which has no settings; its exit code and errors.

    The child has what takes long to import already. Else it is as if Python had just started.
    """
    with TemporaryFile() as errors:
        child = os.fork()
        if not child:
            os.dup2(errors.fileno(), 2)
            os.chdir(root)
            os.environ.update(variables)
            sys.argv, sys.dont_write_bytecode = [*command], True
            sys.path.insert(0, str(root))
            code = 1
            try:
                runpy.run_path(str(root / "manage.py"), run_name="__main__")
                code = 0
            except BaseException:  # noqa: BLE001 - nothing may go on in the child
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        _, status = os.waitpid(child, 0)
        errors.seek(0)
        return os.waitstatus_to_exitcode(status), errors.read().decode()


def main(engine: str, names: Sequence[str]) -> int:
    """Prove the cases with these names, or all."""
    cases = [case for case in cases_for(engine) if not names or case.name in names]
    for module in ("django.core.management.commands.migrate", BACKENDS[engine]):
        import_module(module)
    wrong = 0
    with ExitStack() as stack:
        root = Path(stack.enter_context(TemporaryDirectory()))
        write(root, cases, engine)
        stack.callback(client.end, client.start())
        for case in cases:
            started = time.perf_counter()
            bad = [line for line in _proven(engine, root, case) if line]
            wrong += bool(bad)
            print(f"{'WRONG' if bad else 'ok':5} {case.name} {time.perf_counter() - started:.1f}s", flush=True)  # noqa: T201
            for line in bad:
                print(f"      {line}", flush=True)  # noqa: T201
    print(f"{len(cases)} cases on {engine}, {wrong} wrong")  # noqa: T201
    return 1 if wrong else 0


def _proven(engine: str, root: Path, case: Case) -> Iterator[str]:
    names = step_names(case)
    for before, name, step in zip((ROWS, *names), names, case.steps, strict=False):
        truth = step.truth_on(engine)
        if truth is not None:
            with databases(engine, root, case) as there:
                yield from _differences(f"{name}:", case, truth, one_step(there, before, name, truth))
    # Where there are branches, one app alone cannot be taken back by one of them.
    if any(step.head_truth_on(engine) for step in case.steps) and not any(step.after for step in case.steps):
        with databases(engine, root, case) as there:
            facts = from_head(there, names)
        for name, step in zip(names, case.steps, strict=True):
            if truth := step.head_truth_on(engine):
                yield from _differences(f"{name} from head:", case, truth, facts.get(name, Fact("not reached")))


@contextmanager
def databases(engine: str, root: Path, case: Case) -> Iterator[Databases]:
    """New ones for each alias."""
    with ExitStack() as stack:
        directory = stack.enter_context(TemporaryDirectory())
        urls = {}
        for alias in case.aliases:
            if engine == "sqlite":
                urls[alias] = f"{directory}/{alias}.sqlite3"
                continue
            answer = client.ask(engine)
            if "url" not in answer:
                raise SystemExit(f"{engine}: {answer}")
            server = client.DatabaseServer(keeper.SERVERS[engine], answer["url"])
            urls[alias] = stack.enter_context(server.fresh())
        yield Databases(engine, root, case, urls)


def one_step(there: Databases, before: str, name: str, truth: Truth) -> Fact:
    """Forward, back, and forward again."""
    for alias in there.case.aliases:
        if error := there.migrate(before, alias):
            return Fact(f"cannot begin: {error[-300:]}")
    first = there.dump()
    if error := there.migrate(name):
        return Fact("failed-forward", "not-run", error=error)
    second = there.dump()
    if error := there.migrate(before):
        verdict = "irreversible" if "IrreversibleError" in error else "failed-reverse"
        return Fact(verdict, "not-run", error=error)
    third = there.dump()
    if there.migrate(name):
        again = "failed"
    else:
        again = "same" if _alike(second, there.dump(), there.case.name, truth.fresh) else "different"
    return fact(first, second, third, again)


def from_head(there: Databases, names: Sequence[str]) -> dict[str, Fact]:
    """Forward to the end, then back one by one."""
    for alias in there.case.aliases:
        there.migrate(ROWS, alias)
    before = {}
    for name in names:
        before[name] = there.dump()
        if error := there.migrate(name):
            raise RuntimeError(error)
    facts, now, known = {}, there.dump(), Fact("restored")
    steps = reversed(list(zip(names, (ROWS, *names), there.case.steps, strict=False)))
    for name, goal, step in steps:
        if error := there.migrate(goal):
            facts[name] = Fact("failed-reverse", error=error)
            break
        then, now = now, there.dump()
        found = fact(before[name], then, now, "")
        facts[name], known = _new(found, _before(known, step)), found
    return facts


def _before(known: Fact, step: Step) -> Fact:
    """What is known by the names from before a step."""

    def renamed(text: str) -> str:
        for new, old in step.renames.items():
            text = re.sub(rf"(?<=[._\W]){new}\b", old, text)
        return text

    lost, left = ({renamed(name): rows for name, rows in (found or {}).items()} for found in (known.lost, known.left))
    return replace(known, lost=lost, left=left, schema=[renamed(line) for line in known.schema])


def _new(found: Fact, known: Fact) -> Fact:
    """Without what a later migration has left already."""
    lost = {name: rows for name, rows in (found.lost or {}).items() if name not in (known.lost or {})}
    left = {name: rows for name, rows in (found.left or {}).items() if name not in (known.left or {})}
    schema = [line for line in found.schema if line not in known.schema]
    verdict = found.verdict if lost or left or schema else "restored"
    return replace(found, verdict=verdict, lost=lost, left=left, schema=schema)


def fact(first: Dump, second: Dump, third: Dump, again: str) -> Fact:
    """Before, after, and after the reverse."""
    lost, left = _lost(first, third), _left(first, third)
    schema = _changed(first, third)
    if not (lost or left or schema):
        verdict = "restored"
    elif not (_changed(second, third) or _lost(second, third) or _left(second, third)):
        verdict = "no-op"
    else:
        verdict = "lossy" if lost else "residue"
    return Fact(verdict, again, lost, left, schema, counters=first.counters != third.counters)


def _changed(left: Dump, right: Dump) -> list[str]:
    return [
        *(f"- {' '.join(text.split())}" for text in sorted((left.schema - right.schema).elements())),
        *(f"+ {' '.join(text.split())}" for text in sorted((right.schema - left.schema).elements())),
    ]


def _lost(before: Dump, after: Dump) -> dict[str, int]:
    lost: Counter[str] = Counter()
    for name, table in before.tables.items():
        there = after.tables[name].by_key() if name in after.tables else {}
        for key, row in table.by_key().items():
            if key in there:
                changed = (column for column, value in row.items() if there[key].get(column) != value)
                lost.update(f"{name}.{column}" for column in changed if row[column] is not None)
            else:
                lost[name] += 1
    return dict(lost)


def _left(before: Dump, after: Dump) -> dict[str, int]:
    left: Counter[str] = Counter()
    for name, table in after.tables.items():
        there = before.tables[name].by_key() if name in before.tables else {}
        for key, row in table.by_key().items():
            if key in there:
                empty = (column for column, value in there[key].items() if value is None)
                left.update(f"{name}.{column}" for column in empty if row.get(column) is not None)
            else:
                left[name] += 1
    return dict(left)


def _alike(left: Dump, right: Dump, label: str, fresh: Sequence[str]) -> bool:
    if left.schema != right.schema or left.tables.keys() != right.tables.keys():
        return False
    return all(
        _bag(table, name, label, fresh) == _bag(right.tables[name], name, label, fresh)
        for name, table in left.tables.items()
    )


def _bag(table: Rows, name: str, label: str, fresh: Sequence[str]) -> Counter[str]:
    """Rows without what is new each time. Numbers are equal whatever their type; so no repr of whole rows."""
    dropped = {text.rpartition(".")[2] for text in fresh if f"{label}_{text}".startswith(f"{name}.")}
    return Counter(str(sorted((key, str(row[key])) for key in row if key not in dropped)) for row in table.rows)


def _differences(what: str, case: Case, truth: Truth, found: Fact) -> Iterator[str]:
    if found.verdict != truth.verdict:
        yield f"{what} verdict {truth.verdict}, really {found.verdict}: {_end(found.error) or found.schema[:3]} {found.lost} {found.left}"
        return
    if truth.error and not re.search(re.escape(truth.error), found.error, re.IGNORECASE):
        yield f"{what} error {truth.error!r}, really {_end(found.error)!r}"
    if found.again and found.again != truth.forward_again:
        yield f"{what} again {truth.forward_again}, really {found.again}"
    for word, stated, real in (("lost", truth.lost, found.lost), ("left", truth.left, found.left)):
        full = {f"{case.name}_{name}": number for name, number in stated.items()}
        if real is not None and full != real:
            yield f"{what} {word} {full}, really {real}"
    if "sequences" in truth.notes and not found.counters:
        yield f"{what} counters are what they were"
    yield from _schema_differences(what, case, truth, found)


def _schema_differences(what: str, case: Case, truth: Truth, found: Fact) -> Iterator[str]:
    if "names" in truth.notes:
        return
    if bool(truth.residue) != bool(found.schema):
        yield f"{what} residue {list(truth.residue)}, really {found.schema}"
    for kind, name in truth.residue:
        pattern = name.rpartition(".")[2].replace("*", r"\w*")
        if not any(re.search(pattern, line) for line in found.schema):
            yield f"{what} no sign of {kind} {name}: {found.schema}"


def _end(error: str) -> str:
    return error.splitlines()[-1][-250:] if error else ""


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], sys.argv[2:]))
