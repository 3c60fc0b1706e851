"""``schemaguard explain RULE``: its page, in the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard.conf import load
from schemaguard.formats._prose import INDENT, flow
from schemaguard.rules.base import Rule, reflow
from schemaguard.rules.catalogue import all_rules, find

HELP = "Say what a rule means: what, when, effect, way out, a bad and a good example."


def add_arguments(parser: CommandParser) -> None:
    """The rule."""
    parser.add_argument("rule", metavar="RULE", help="A rule's name or id, such as drop-column or SG201.")


def run(options: Mapping[str, Any], out: OutputWrapper, err: OutputWrapper) -> int:
    """Print the rule's docstring, section by section."""
    out.write(page(find(options["rule"], all_rules(load().extra_rules))))
    return 0


def page(rule: Rule) -> str:
    """The rule's page as text."""
    where = ", ".join(sorted(rule.vendors)) or "every database"
    way = "" if rule.direction == "forward" else " Judged on the way back."
    off = " Off by default." if rule.optional else ""
    lines = [
        f"{rule.name} ({rule.id})",
        f"{rule.severity.value}, {rule.axis.value}, on {where}.{way}{off}",
        "",
        rule.title,
    ]
    for heading, text in rule.sections.items():
        code = heading in ("Given", "Bad", "Good")
        lines += ["", f"{heading}:"]
        lines += textwrap.indent(text, INDENT).splitlines() if code else flow(reflow(text), 80)
    return "\n".join(lines)
