"""Migrations that merge two branches, and what a rollback past them leaves applied."""

from __future__ import annotations

from schemaguard.rules.rollback_crosses_merge import check
from schemaguard.steps.history import History
from schemaguard.steps.loader import load


def found(*apps: str) -> list[tuple[str, str, int, str]]:
    hits = check.check(History(load(), frozenset(apps)))
    return [(where.app, where.migration, where.line, hit.message) for where, hit in hits]


def test_a_merge_is_found_where_its_class_stands() -> None:
    [(app, migration, line, message)] = found("orders")
    assert (app, migration) == ("orders", "0008_merge_0007_order_currency_0007_orderline_discount")
    assert line > 1
    assert message == (
        "Rolling back orders to one of 0007_order_currency, 0007_orderline_discount leaves the others applied, "
        "because 0008_merge_0007_order_currency_0007_orderline_discount merges them."
    )


def test_two_dependencies_in_different_apps_are_no_merge() -> None:
    assert found("payments", "shipping", "loyalty") == []
