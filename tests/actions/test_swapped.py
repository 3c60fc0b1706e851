"""While scratch databases are swapped in, no alias means a live one; afterwards all is as it was."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections, transaction
from django.db.utils import DatabaseError

from schemaguard.actions import _swapped
from schemaguard.actions._order import side_by_side
from schemaguard.actions._swapped import swapped
from schemaguard.databases.base import Source
from schemaguard.databases.registry import database


class Step:
    """As much of a migration as an order needs."""

    def __init__(self, name: str) -> None:
        self.app_label, self.name = "shop", name


@pytest.fixture
def entries() -> Any:
    live = Source("live", {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"})
    with database("sqlite").scratch(live) as made:
        yield {"default": made}


@pytest.mark.django_db
def test_an_open_transaction_survives(entries: Any) -> None:
    own = connections["default"]
    name = connections.settings["default"]["NAME"]
    with transaction.atomic():
        ContentType.objects.create(app_label="a", model="b")
        with swapped(entries, lambda alias: None):
            assert connections["default"] is not own
            assert connection.settings_dict["NAME"] == entries["default"]["NAME"]
            with connection.cursor() as cursor:
                cursor.execute("CREATE TABLE thing (id integer)")
            connections.close_all()
        assert connections["default"] is own
        assert own.in_atomic_block
        assert ContentType.objects.filter(app_label="a").exists()
    assert connections.settings["default"]["NAME"] == name


@pytest.mark.django_db
def test_all_is_put_back_after_an_error(entries: Any) -> None:
    own, settings = connections["default"], connections.settings["default"]
    with pytest.raises(KeyboardInterrupt), swapped(entries, lambda alias: None):
        raise KeyboardInterrupt
    assert connections["default"] is own
    assert connections.settings["default"] is settings


@pytest.mark.django_db
def test_rows_that_django_remembers_are_forgotten(entries: Any) -> None:
    live = ContentType.objects.get_for_model(ContentType)
    with swapped(entries, lambda alias: None):
        with connection.schema_editor() as editor:
            editor.create_model(ContentType)
        ContentType.objects.bulk_create([ContentType(pk=4711, app_label="contenttypes", model="contenttype")])
        assert ContentType.objects.get_for_model(ContentType).pk == 4711
    assert ContentType.objects.get_for_model(ContentType).pk == live.pk


@pytest.mark.django_db
def test_a_database_that_is_not_part_of_it_refuses(entries: Any) -> None:
    asked: list[str] = []
    with swapped({}, asked.append):
        assert connection.vendor == "sqlite"
        with pytest.raises(DatabaseError, match="'default' is not part of this run"):
            ContentType.objects.exists()
        with pytest.raises(DatabaseError), connection.cursor():
            pass
    assert asked == ["default", "default"]


@pytest.mark.django_db
def test_other_threads_of_a_server_keep_their_connections(entries: Any) -> None:
    names: list[str] = []
    started, swapped_in, looked = threading.Event(), threading.Event(), threading.Event()

    def serve() -> None:
        started.set()
        swapped_in.wait(10)
        names.append(str(connections["default"].settings_dict["NAME"]))
        looked.set()

    thread = threading.Thread(target=serve)
    thread.start()
    started.wait(10)
    try:
        with swapped(entries, lambda alias: None):
            swapped_in.set()
            assert looked.wait(10)
    finally:
        thread.join()
    assert names == [str(connections.settings["default"]["NAME"])]


@pytest.mark.django_db
def test_a_mirror_is_the_same_scratch_database(entries: Any) -> None:
    connections.settings["replica"] = {**connections.settings["default"], "TEST": {"MIRROR": "default"}}
    try:
        with swapped(entries, lambda alias: None), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE TABLE thing (id integer)")
            assert "thing" in connections["replica"].introspection.table_names()
        assert connections["replica"].settings_dict["NAME"] != entries["default"]["NAME"]
    finally:
        connections["replica"].close()
        del connections["replica"], connections.settings["replica"]


def test_a_thread_that_answers_requests_is_not_alone() -> None:
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(_swapped.process_is_ours()))
    thread.start()
    thread.join()
    assert found == [False]
    assert _swapped.process_is_ours()


@pytest.mark.django_db
def test_threads_that_start_later_get_scratch_databases_beside_one_that_was_there(entries: Any) -> None:
    """The progress on a terminal is such a thread."""
    over = threading.Event()
    waiting = threading.Thread(target=over.wait)
    waiting.start()
    names: list[str] = []
    try:
        with swapped(entries, lambda alias: None):
            later = threading.Thread(target=lambda: names.append(str(connections["default"].settings_dict["NAME"])))
            later.start()
            later.join()
    finally:
        over.set()
        waiting.join()
    assert names == [entries["default"]["NAME"]]


def test_plans_run_side_by_side() -> None:
    one, two, squash, three = (Step(name) for name in ("1", "2", "1_squashed_2", "3"))
    plans: Any = {"default": [one, two, three], "other": [squash, three], "third": [two]}
    order = [(alias, step.name) for alias, step in side_by_side(plans)]
    assert order == [
        ("default", "1"),
        ("default", "2"),
        ("third", "2"),
        ("default", "3"),
        ("other", "1_squashed_2"),
        ("other", "3"),
    ]
