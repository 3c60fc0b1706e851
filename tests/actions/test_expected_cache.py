"""What is kept of built schemas, and what makes them another one."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from django.test import override_settings

from schemaguard.actions import _expected_cache as cache
from schemaguard.actions import _fingerprints as fingerprints
from schemaguard.actions._expected_order import Expected
from schemaguard.schema.objects import Column, Table
from schemaguard.schema.snapshot import SchemaSnapshot

ONE = SchemaSnapshot.of("sqlite", [Table("one", columns=(Column("id", "integer", position=1),))], version=(3, 40))
TWO = SchemaSnapshot.of("sqlite", [Table("two")], version=(3, 40))
MADE = Expected(
    snapshots={"default": ONE},
    notes={"default": ("a note",)},
    later={"default": ((("shop", "0002_step"), TWO),)},
    head={"default": TWO},
    models={"default": ONE},
    changes={"shop": ("Add field a to b",)},
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "schemaguard"


def test_what_is_kept_comes_back(home: Path) -> None:
    cache.put("a", MADE)
    assert cache.get("a") == MADE
    assert cache.get("b") is None
    assert [path.name for path in home.iterdir()] == ["a.json"]
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "a.json").stat().st_mode & 0o777 == 0o600


def test_the_same_schema_is_written_once(home: Path) -> None:
    cache.put("a", Expected({"default": ONE}, head={"default": ONE}))
    assert cache.get("a") == Expected({"default": ONE}, notes={}, head={"default": ONE})
    assert (home / "a.json").read_text().count("one") == 1


def test_the_oldest_go(home: Path) -> None:
    for number in range(cache.KEPT + 3):
        cache.put(f"{number:03}", MADE)
        os.utime(home / f"{number:03}.json", ns=(number * 10**9, number * 10**9))
    assert len(list(home.iterdir())) == cache.KEPT
    assert cache.get("000") is None
    assert cache.get(f"{cache.KEPT + 2:03}") == MADE


def test_what_a_killed_process_has_left_goes_and_what_another_one_writes_stays(home: Path) -> None:
    home.mkdir()
    for name, age in (("left", 3600), ("being-written", 1)):
        (home / f".{name}.tmp").touch()
        os.utime(home / f".{name}.tmp", (time.time() - age,) * 2)
    cache.put("a", MADE)
    assert sorted(path.name for path in home.iterdir()) == [".being-written.tmp", "a.json"]


def test_edited_by_hand(home: Path) -> None:
    cache.put("a", MADE)
    path = home / "a.json"
    path.write_text(path.read_text().replace("integer", "text"))
    assert cache.get("a") is None, "its fingerprint belongs to another content"


@pytest.mark.parametrize("given", ["", "relative/path"])
def test_where_it_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: str) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", given)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache.directory() == tmp_path / ".cache" / "schemaguard"


@pytest.mark.parametrize(
    ("name", "value", "counts"),
    [
        ("SHOP_CODE_LENGTH", 12, True),
        ("SHOP_KINDS", {"a": (1, 2)}, True),
        ("DEFAULT_AUTO_FIELD", "django.db.models.AutoField", True),
        ("AUTH_PROFILE_MODEL", "shop.Profile", True),
        ("SECRET_KEY", "another", False),
        ("SHOP_API_TOKEN", "another", False),
        ("SHOP_ROOT", "/somewhere/else", False),
        ("SHOP_THING", object(), False),
        ("STATIC_URL", "other/", False),
    ],
)
def test_settings_that_count(name: str, value: object, counts: bool) -> None:
    with override_settings(**{name: None}):
        before = fingerprints.digest(fingerprints.settings())
    with override_settings(**{name: value}):
        assert (fingerprints.digest(fingerprints.settings()) != before) is counts
