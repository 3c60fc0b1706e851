"""What only SHOW CREATE TABLE tells: partitions in full, parsers of full-text indexes, periods of MariaDB.

MariaDB 10.11 has no tables for periods, shows PARTITION … DEFAULT as the value 0, and hides the interval of
PARTITION BY SYSTEM_TIME. Neither server lists the parser of a full-text index.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from schemaguard.databases.mysql.catalogue import Catalogue
from schemaguard.databases.mysql.texts import Texts

_NAME = r"`((?:[^`]|``)+)`"
_PARTITIONED = re.compile(r"^(?:/\*!\d+)? *PARTITION BY (.*?)(?:\*/)?\Z", re.MULTILINE | re.DOTALL)
#: Where a partition lies, and the engine, which is that of the table.
_PLACE = re.compile(r" (?:ENGINE|TABLESPACE) = (?:`[^`]*`|\w+)| (?:DATA|INDEX) DIRECTORY = '(?:[^']|'')*'")
_PERIOD = re.compile(rf"^ +PERIOD FOR {_NAME} \((.*)\),?$", re.MULTILINE)
_UNIQUE_PERIOD = re.compile(rf"^ +UNIQUE KEY {_NAME} \(.*{_NAME} WITHOUT OVERLAPS\)", re.MULTILINE)
_PARSER = re.compile(rf"^ +FULLTEXT KEY {_NAME} .*WITH PARSER `?(\w+)`?", re.MULTILINE)
#: What the check of a period looks like; an ordinary one may too, then the definition tells.
_LIKE_PERIOD = re.compile(rf"^{_NAME} < {_NAME}$")


@dataclass(frozen=True)
class Definition:
    """What was found in the text of one table."""

    partition_by: str = ""
    #: The columns of each period of application time, by its name.
    periods: dict[str, str] = field(default_factory=dict)
    #: The period that may not overlap, by the name of the unique index.
    without_overlaps: dict[str, str] = field(default_factory=dict)
    #: By the name of the full-text index.
    parsers: dict[str, str] = field(default_factory=dict)


NOTHING_SPECIAL = Definition()


def definitions(catalogue: Catalogue, texts: Texts) -> dict[str, Definition]:
    """The definitions of the tables that need it: one statement for each of these few."""
    return {name: _read(catalogue.definition(name), texts) for name in catalogue.tables if _is_special(catalogue, name)}


def _is_special(catalogue: Catalogue, name: str) -> bool:
    if "partitioned" in catalogue.tables[name].create_options:
        return True
    if any(part.method == "FULLTEXT" for part in catalogue.parts.get(name, ())):
        return True
    return any(_LIKE_PERIOD.match(check.clause) for check in catalogue.checks.get(name, ()))


def _read(text: str, texts: Texts) -> Definition:
    partitioned = _PARTITIONED.search(text)
    return Definition(
        texts.body(_PLACE.sub("", partitioned[1])) if partitioned else "",
        {_plain(name): columns for name, columns in _PERIOD.findall(text)},
        {_plain(index): _plain(period) for index, period in _UNIQUE_PERIOD.findall(text)},
        {_plain(index): parser for index, parser in _PARSER.findall(text)},
    )


def _plain(name: str) -> str:
    return name.replace("``", "`")
