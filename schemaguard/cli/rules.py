"""``schemaguard rules``: the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard.conf import load, nearest
from schemaguard.databases.registry import vendors
from schemaguard.exceptions import BadInput
from schemaguard.findings import Axis, Severity
from schemaguard.rules.base import Rule
from schemaguard.rules.catalogue import all_rules

HELP = "List the rules."


def add_arguments(parser: CommandParser) -> None:
    """Filters."""
    parser.add_argument("word", nargs="?", default="", metavar="WORD", help="Only rules whose name or title has it.")
    parser.add_argument("--axis", default="", help=f"One of {', '.join(Axis)}.")
    parser.add_argument("--severity", default="", help=f"One of {', '.join(Severity)}.")
    parser.add_argument("--vendor", default="", help=f"One of {', '.join(vendors())}.")


def run(options: Mapping[str, Any], out: OutputWrapper, err: OutputWrapper) -> int:
    """Print one line for each rule that passes the filters."""
    for option, known in (("axis", tuple(Axis)), ("severity", tuple(Severity)), ("vendor", vendors())):
        if options[option] and options[option] not in known:
            hint = nearest(options[option], known)
            raise BadInput(f"--{option} takes one of {', '.join(known)}, not {options[option]!r}.{hint}")
    found = list(_chosen(all_rules(load().extra_rules), options))
    width = max((len(rule.name) for rule in found), default=0)
    for rule in found:
        where = ", ".join(sorted(rule.vendors)) or "all"
        out.write(f"{rule.id}  {rule.name:<{width}}  {rule.severity.value:<7}  {rule.axis.value}  ({where})")
        out.write(f"       {rule.title}{' Off by default.' if rule.optional else ''}")
    out.write(f"{len(found)} rule{'' if len(found) == 1 else 's'}. One in full: manage.py schemaguard explain RULE")
    return 0


def _chosen(rules: Iterable[Rule], options: Mapping[str, Any]) -> Iterable[Rule]:
    word = options["word"].lower()
    for rule in rules:
        if (
            (not options["axis"] or rule.axis == options["axis"])
            and (not options["severity"] or rule.severity == options["severity"])
            and (not options["vendor"] or rule.applies_to(options["vendor"]))
            and (word in rule.name or word in rule.title.lower() or word == rule.id.lower())
        ):
            yield rule
