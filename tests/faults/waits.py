"""How long a load of short transactions waits for ``apply``, on PostgreSQL: ``python -m tests.faults.waits``.

The sample's app of mistakes is brought up to date, one migration after the other, with many rows, while threads read
and write its tables without a pause. No statement of theirs may wait longer than LOCK_TIMEOUT and a second, whatever a
migration does; one that would keep others waiting gives way, and is tried again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.servers import client
from tests.servers.keeper import SERVERS

ROOT = Path(__file__).resolve().parents[2]
#: Seconds. The default of LOCK_TIMEOUT is 3.
LOCK_TIMEOUT = 1.0
MARGIN = 1.0
#: The app recomputes its members one by one, which takes longer than anybody may wait.
ROWS = {
    "customers_customer": 20_000,
    "loyalty_member": 20_000,
    "loyalty_voucher": 500_000,
    "loyalty_pointsentry": 500_000,
}
SETTINGS = """
from sample_project.settings import *
SCHEMAGUARD = {**globals().get("SCHEMAGUARD", {}), "METADATA": {}, "LOCK_TIMEOUT": "1s", "LOCK_RETRIES": 2}
"""
LOAD = {
    "read members": "SELECT count(*) FROM (SELECT joined_on FROM loyalty_member LIMIT 5) one",
    "write members": "UPDATE loyalty_member SET joined_on = joined_on WHERE id BETWEEN 7 AND 9",
    "read vouchers": "SELECT count(*) FROM (SELECT code FROM loyalty_voucher LIMIT 5) one",
    "write vouchers": "UPDATE loyalty_voucher SET code = code WHERE id BETWEEN 7 AND 9",
    "write entries": "UPDATE loyalty_pointsentry SET note = note WHERE id BETWEEN 7 AND 9",
}
_GONE = (psycopg.errors.UndefinedColumn, psycopg.errors.UndefinedTable, psycopg.errors.DeadlockDetected)


@dataclass
class Load:
    """Threads that each do the same short transaction over and over."""

    url: str
    worst: dict[str, float] = field(default_factory=dict)
    _ended: threading.Event = field(default_factory=threading.Event)

    def work(self, name: str, sql: str) -> None:
        """One thread."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            while not self._ended.wait(0.005):
                began = time.monotonic()
                try:
                    connection.execute(sql.encode())
                except _GONE:
                    continue
                self.worst[name] = max(self.worst.get(name, 0.0), time.monotonic() - began)

    @contextmanager
    def running(self) -> Iterator[None]:
        """While something else happens."""
        threads = [threading.Thread(target=self.work, args=item) for item in LOAD.items()]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._ended.set()
            for thread in threads:
                thread.join()


def manage(directory: str, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    """A command on the sample project."""
    variables = {"DATABASE_URL": url, "PYTHONPATH": f"{ROOT}:{directory}", "DJANGO_SETTINGS_MODULE": "loaded"}
    return subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env={**os.environ, **variables}, capture_output=True, text=True
    )


def fill(url: str) -> None:
    """As many rows in each table, by the columns that it has."""
    with psycopg.connect(url, autocommit=True) as connection:
        for table, count in ROWS.items():
            rows = connection.execute(
                b"SELECT column_name, data_type, character_maximum_length FROM information_schema.columns"
                b" WHERE table_name = %s AND is_nullable = 'NO' AND column_name <> 'id' AND column_default IS NULL",
                [table],
            ).fetchall()
            names = ", ".join(f'"{name}"' for name, _, _ in rows)
            values = ", ".join(_value(*row) for row in rows)
            sql = f"INSERT INTO {table} ({names}) SELECT {values} FROM generate_series(1, {count}) n"
            connection.execute(sql.encode())
        connection.execute(b"VACUUM ANALYZE")


def _value(name: str, kind: str, length: int | None) -> str:
    if name.endswith("_id"):
        return "n" if name == "customer_id" else "1 + n % 4000"
    if kind in ("integer", "bigint", "smallint", "numeric"):
        return "n % 100"
    if kind == "boolean":
        return "true"
    if "time" in kind or kind == "date":
        return "now()"
    return "n::text"


def main() -> int:
    """Print the longest wait beside each migration."""
    keeper, bad = client.start(), 0
    try:
        server = SERVERS["postgresql15"]
        with tempfile.TemporaryDirectory() as directory, server.fresh(client.ask("postgresql15")["url"]) as url:
            Path(directory, "loaded.py").write_text(SETTINGS)
            done = manage(directory, url, "migrate", "-v0", "loyalty", "0003")
            assert done.returncode == 0, done.stderr
            fill(url)
            for path in sorted((ROOT / "sample_project/loyalty/migrations").glob("00*.py"))[3:]:
                bad += not beside(directory, url, path.stem)
    finally:
        client.end(keeper)
    return int(bool(bad))


def beside(directory: str, url: str, name: str) -> bool:
    """One migration; whether nobody has waited too long."""
    planned = manage(directory, url, "schemaguard", "plan", "loyalty", name, "--no-probes", "--format", "json")
    words = [word for rule in json.loads(planned.stdout)["summary"]["allow"] for word in ("--allow", rule)]
    load = Load(url)
    with load.running():
        done = manage(
            directory, url, "schemaguard", "apply", "loyalty", name, "--no-probes", *words, "--format", "json"
        )
    report: dict[str, Any] = json.loads(done.stdout)
    told = report["migrations"][-1] if report["migrations"] else {"outcome": report["refusals"], "attempts": 0}
    who, longest = max(load.worst.items(), key=lambda item: item[1])
    sys.stdout.write(
        f"{name:<36} {told['outcome']!s:<8} {told['attempts']} tries, longest wait {longest:.2f} s ({who})\n"
    )
    for note in told.get("notes", ()):
        sys.stdout.write(f"    {note}\n")
    sys.stdout.flush()
    if done.returncode:
        sys.stdout.write(f"    {report['error']}\n")
        manage(directory, url, "migrate", "-v0", "loyalty", name)
    return longest <= LOCK_TIMEOUT + MARGIN


if __name__ == "__main__":
    raise SystemExit(main())
