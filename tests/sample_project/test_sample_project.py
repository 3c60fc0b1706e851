"""The sample project migrates forward and back on every SQL engine, and its rows survive the trip."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.sample_project.project import manage, shop_apps

LABELS = sorted(config.label for config in shop_apps())
#: On SQLite and PostgreSQL test_rehearsal.py goes back from the end.
ENGINES = ["mariadb_url", "mysql_url"]
#: No app of the shop can do without one of these, so going below them takes all others along.
FOUNDATIONS = ["accounts", "catalogue"]
#: The last migrations before the data migrations; orders takes payments along.
BEFORE_THE_DATA_MIGRATIONS = {"catalogue": "0005", "orders": "0005", "customers": "0006"}

#: The values that the data migrations write, in their new form …
NEW_FORM = {
    "numbers": "SELECT number FROM customers_customer ORDER BY id",
    "statuses": "SELECT status FROM orders_order ORDER BY id",
    "references": "SELECT v.code || ':' || p.reference FROM payments_payment p"
    " JOIN payments_provider v ON v.id = p.provider_id ORDER BY p.id",
    "prices": "SELECT CAST(round(price * 100) AS integer) FROM catalogue_product ORDER BY id",
}
#: … and where the old form of the same values is.
OLD_FORM = NEW_FORM | {
    "references": "SELECT reference FROM payments_payment ORDER BY id",
    "prices": "SELECT price_cents FROM catalogue_product ORDER BY id",
}


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'shop.sqlite3'}"


def applied(url: str) -> list[str]:
    """The shop's migrations that are applied, in the order of the graph."""
    lines = manage(url, "showmigrations", "--plan").splitlines()
    names = [line.split()[1] for line in lines if line.startswith("[X]")]
    return [name for name in names if name.split(".")[0] in LABELS]


def back_to_zero(url: str) -> None:
    """Undo every migration of the shop."""
    for label in FOUNDATIONS:
        manage(url, "migrate", label, "zero", "-v0")


def read(url: str, queries: dict[str, str]) -> dict[str, list[object]]:
    """The first column of each query's rows."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    values = {name: [row[0] for row in connection.execute(sql)] for name, sql in queries.items()}
    connection.close()
    return values


def test_models_and_migrations_agree(sqlite_url: str) -> None:
    assert "No changes detected" in manage(sqlite_url, "makemigrations", "--check", "--dry-run", *LABELS)


@pytest.mark.long
@pytest.mark.parametrize("engine", ENGINES)
def test_to_zero_with_rows_and_empty(engine: str, request: pytest.FixtureRequest) -> None:
    """All of it is reversible, and what the way back leaves behind is not in the way of the next start."""
    url = request.getfixturevalue(engine)
    manage(url, "migrate", "-v0")
    manage(url, "seed", "--customers", "3")
    back_to_zero(url)
    assert applied(url) == []

    manage(url, "migrate", "-v0")
    assert len(applied(url)) >= 60
    back_to_zero(url)


def test_data_migrations_write_the_old_form_back_and_the_new_form_again(sqlite_url: str) -> None:
    manage(sqlite_url, "migrate", "-v0")
    manage(sqlite_url, "seed", "--customers", "5")
    new = read(sqlite_url, NEW_FORM)
    assert all(len(values) >= 5 for values in new.values())

    for label, target in BEFORE_THE_DATA_MIGRATIONS.items():
        manage(sqlite_url, "migrate", label, target, "-v0")
    old = read(sqlite_url, OLD_FORM)
    assert old["references"] == new["references"]
    assert old["prices"] == new["prices"]
    assert old["statuses"] == [str(status)[0].upper() for status in new["statuses"]]
    # Numbers that the migration did not give, it does not take.
    assert old["numbers"] == [number if str(number).startswith("B") else None for number in new["numbers"]]

    manage(sqlite_url, "migrate", "-v0")
    assert read(sqlite_url, NEW_FORM) == new
