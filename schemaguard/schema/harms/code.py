"""Code that the database runs, and what it shows or hides by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from schemaguard.schema.harms.base import COMMENT, Deviation, Harm, Kind, always, error, info, switch, warning
from schemaguard.schema.harms.options import options
from schemaguard.schema.objects import Policy, Routine, Rule, Trigger, View


def _enabled(expected: Any, actual: Any) -> Iterator[Harm]:
    if actual.enabled == "disabled":
        yield error("it does not run", "where it is disabled")
    elif actual.enabled == "replica":
        yield error(
            "it runs on replicated writes only, not on those of the application", "where it runs on replicas only"
        )
    elif expected.enabled in ("disabled", "replica"):
        yield error("it runs on writes that should be left alone", "where it is enabled")
    else:
        yield warning("it runs on replicated writes too, or no longer does")


_RESULTS: Deviation = always(error("calls fail, or bring other results"))
_ROWS: Deviation = always(error("other rows are shown, hidden or refused"))


def _extra_policy(policy: Policy) -> Harm:
    if policy.permissive:
        return error("users see or change rows that should be closed to them")
    return error("rows are hidden or refused that users should reach")


def _missing_policy(policy: Policy) -> Harm:
    if policy.permissive:
        return error("rows are hidden or refused that users should reach")
    return error("users see or change rows that should be closed to them")


def _kind_of_view(expected: View, actual: View) -> Iterator[Harm]:
    if actual.kind == "materialized":
        yield error("queries see rows as old as the last refresh", "where it is materialized")
    else:
        yield error("REFRESH fails, and each query computes everything anew", "where it is a plain view")


KINDS: Mapping[type, Kind] = {
    Trigger: Kind(
        lambda trigger: error("what the trigger does or guards no longer happens"),
        lambda trigger: error("writes do more than the code knows, or are refused"),
        {
            "definition": always(error("writes do something else, or at another moment")),
            "enabled": _enabled,
            "options": options,
            "comment": COMMENT,
        },
    ),
    Rule: Kind(
        lambda rule: error("statements are no longer rewritten, and do what they say"),
        lambda rule: error("statements are rewritten, and may do something else or nothing"),
        {
            "definition": always(error("statements are rewritten to something else")),
            "enabled": _enabled,
            "comment": COMMENT,
        },
    ),
    Policy: Kind(
        _missing_policy,
        _extra_policy,
        {
            "command": always(error("it guards other statements")),
            "permissive": switch(
                "permissive",
                on=error("users see or change rows that should be closed to them", "where it is permissive"),
                off=error("rows are hidden or refused that users should reach", "where it is restrictive"),
            ),
            "roles": always(error("it holds for other users")),
            "using": _ROWS,
            "with_check": always(error("other rows are refused or get in")),
            "comment": COMMENT,
        },
    ),
    View: Kind(
        lambda view: error("queries of the view fail"),
        lambda view: info("nothing reads it, and a migration that makes it will fail"),
        {
            "kind": _kind_of_view,
            "body": always(error("queries of the view show other rows or columns, or fail")),
            "options": options,
            "comment": COMMENT,
        },
    ),
    Routine: Kind(
        lambda routine: error("calls of it fail, as does what is built on it: triggers, defaults, checks"),
        lambda routine: info("nothing calls it, and a migration that makes it may fail"),
        {
            "kind": _RESULTS,
            "arguments": _RESULTS,
            "returns": _RESULTS,
            "language": always(warning("it is another piece of code, which may bring other results")),
            "body": always(error("it does something else than the code counts on")),
            "options": options,
            "comment": COMMENT,
        },
    ),
}
