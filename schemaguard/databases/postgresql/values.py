"""What PostgreSQL's columns take. All values go as text, which the server reads as the type of the column."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from schemaguard.databases.postgresql.type_names import TypeName, read
from schemaguard.databases.samples import samples
from schemaguard.databases.values import Accepts, Values
from schemaguard.schema.kinds import full_name
from schemaguard.schema.objects import Column, CompositeType, Domain

_INTEGERS = {"smallint": 15, "integer": 31, "bigint": 63, "oid": 31}
_FAMILIES = {
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
    "timestamp with time zone": "timestamp",
    "time": "time",
    "time with time zone": "time",
    "interval": "interval",
    "bytea": "bytes",
    "uuid": "uuid",
    "json": "json",
    "jsonb": "json",
    "inet": "address",
    "real": "float",
    "double precision": "float",
    "name": "text",
    "citext": "text",
    "text": "text",
    "varchar": "text",
    "char": "text",
}
#: Manual 18, chapter 8: types whose values have a spelling of their own. Ranges do not overlap.
_SPELLED: dict[str, tuple[str, ...]] = {
    "money": ("92233720368547.58", "-0.01", "1234.56", "0"),
    "cidr": ("192.0.2.0/24", "2001:db8::/32", "198.51.100.0/25"),
    "macaddr": ("ff:ff:ff:ff:ff:fe", "00:00:5e:00:53:01", "08:00:2b:01:02:03"),
    "macaddr8": ("ff:ff:ff:ff:ff:ff:ff:fe", "00:00:5e:00:53:01:02:03", "08:00:2b:01:02:03:04:05"),
    "point": ("(1.5,-2.25)", "(0,0)", "(100000,0.125)"),
    "line": ("{1,-1,0}", "{2,1,3}", "{0,1,5}"),
    "lseg": ("((0,0),(1,1))", "((2,2),(3,4))", "((5,0),(6,1))"),
    "box": ("((1,1),(0,0))", "((3,4),(2,2))", "((6,1),(5,0))"),
    "path": ("((0,0),(1,1),(1,0))", "[(2,2),(3,4)]", "((5,0),(6,1))"),
    "polygon": ("((0,0),(1,1),(1,0))", "((2,2),(3,4),(4,2))", "((5,0),(6,1),(6,0))"),
    "circle": ("<(0,0),1.5>", "<(9,9),2>", "<(50,5),0.5>"),
    "tsvector": ("'longest':1A 'word':2B", "'other':3", "'plain':1"),
    "tsquery": ("'longest' & 'word'", "!'other'", "'plain'"),
    "xml": ('<a b="é">text</a>', "<b/>", "<c>3</c>"),
    "jsonpath": ("$.a[*]", "$.b", "strict $.c"),
    "pg_lsn": ("FFFFFFFF/FFFFFFFE", "0/1", "16/B374D848"),
    "hstore": ('"k"=>"é", "n"=>NULL', '"k"=>"2"', '"k"=>"3"'),
    "ltree": ("Top.Science.Astronomy", "Top", "Other.Leaf"),
    "lquery": ("Top.*", "*.Leaf", "Other.*{1}"),
    "int4range": ("[2147483000,2147483646)", "(,-1000)", "[5,9)"),
    "int8range": ("[9223372036854775000,9223372036854775806)", "(,-1000)", "[5,9)"),
    "numrange": ("[99999.25,)", "(,-0.5]", "[1.5,2.75)"),
    "daterange": ("[2037-01-01,2037-12-31)", "[1970-01-01,1970-01-05)", "[2024-02-29,2024-03-01)"),
    "tsrange": ("[2037-01-01 00:00:00.000001,)", "[1970-01-01,1970-01-05 12:30)", "[2024-02-29,2024-03-01)"),
    "tstzrange": (
        "[2037-01-01 00:00:00.000001+05:45,)",
        "[1970-01-01+00,1970-01-05 12:30+00)",
        "[2024-02-29+00,2024-03-01+00)",
    ),
    "regclass": ("pg_class", "pg_type", "pg_proc"),
    "regtype": ("integer", "text", "boolean"),
    "pg_snapshot": ("10:20:10,14,15", "10:20:", "1:3:"),
}
for _name in ("int4", "int8", "num", "date", "ts", "tstz"):
    _SPELLED[f"{_name}multirange"] = tuple(f"{{{text}}}" for text in _SPELLED[f"{_name}range"])


class PostgreSQLValues(Values):
    """A database of PostgreSQL."""

    row_id = "ctid"

    def __init__(self, connection: Any, schema: Any) -> None:
        super().__init__(connection, schema)
        self._enums = {full_name(item): item.labels for item in schema.all("enum")}
        self._domains: dict[str, Domain] = {full_name(item): item for item in schema.all("domain")}
        self._rows: dict[str, CompositeType] = {full_name(item): item for item in schema.all("composite_type")}
        self._known: dict[str, Accepts] = {}

    def accepts(self, column: Column) -> Accepts:
        """By the type; that of a domain is the one below it."""
        found = self._known.get(column.type)
        if found is None:
            found = self._known[column.type] = self._accepts(column.type)
        return found

    def parameter(self, value: Any, accepts: Accepts) -> Any:
        """As text."""
        return None if value is None else _text(value, accepts)

    def checks(self, column: Column) -> tuple[str, ...]:
        """Those of a domain, and of the one below it."""
        domain = self._domains.get(column.type.replace('"', ""))
        if domain is None:
            return ()
        own = (re.sub(r"\bVALUE\b", column.name.replace("\\", r"\\"), check.expression) for check in domain.checks)
        return (*own, *self.checks(column._replace(type=domain.type)))

    @contextmanager
    def keys(self, *, late: bool) -> Iterator[None]:
        """Those that are deferrable, as Django's are: at once, so that an error names the statement, or at the end."""
        with self.connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS ALL {'DEFERRED' if late else 'IMMEDIATE'}")
            yield
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    def _accepts(self, text: str) -> Accepts:
        plain = text.replace('"', "")
        if (labels := self._enums.get(plain)) is not None:
            return Accepts("one of", labels=labels)
        if (domain := self._domains.get(plain)) is not None:
            return self._accepts(domain.type)
        if (row := self._rows.get(plain)) is not None:
            return self._of_row(row)
        known = read(text)
        if known.array:
            return self._array(text, known)
        return _plain(known)

    def _array(self, text: str, known: TypeName) -> Accepts:
        """Several, one and none."""
        element = text[: text.index("[")]
        accepts = self._accepts(element)
        texts = [_element(_text(value, accepts)) for value in samples(accepts)]
        if not texts:
            return Accepts("")
        several = [f"{{{','.join(texts[:2])}}}", *(f"{{{one}}}" for one in texts[1:]), "{}"]
        return Accepts("one of", labels=tuple(dict.fromkeys(several)))

    def _of_row(self, row: CompositeType) -> Accepts:
        """Attributes are "name type"."""
        lists = []
        for attribute in row.attributes:
            accepts = self._accepts(attribute.split(" ", 1)[1].split(" COLLATE ")[0])
            lists.append([_element(_text(value, accepts)) for value in samples(accepts)] or [""])
        return Accepts("one of", labels=tuple(f"({','.join(values)})" for values in zip(*lists, strict=False)))


def _plain(known: TypeName) -> Accepts:
    name, sizes = known.name, known.sizes
    if name in _INTEGERS:
        bits = _INTEGERS[name]
        return Accepts("integer", 0 if name == "oid" else -(2**bits), 2**bits - 1)
    if name == "numeric":
        return _numeric(sizes)
    if name in ("bit", "varbit"):
        length = known.limit or 8
        return Accepts("one of", labels=tuple(bits * length for bits in "10") if length > 1 else ("1", "0"))
    if name in _SPELLED:
        return Accepts("one of", labels=_SPELLED[name])
    family = _FAMILIES.get(name, "")
    if family == "text":
        return Accepts("text", length=63 if name == "name" else known.limit)
    return Accepts(family, places=known.limit) if family in ("time", "timestamp", "interval") else Accepts(family)


def _numeric(sizes: tuple[int, ...]) -> Accepts:
    """Manual 18, section 8.1.2: places may be negative, or more than digits."""
    digits, places = sizes or (None, None)
    if digits is None or places is None:
        return Accepts("decimal")
    if places < 0:
        return Accepts("integer", -(10**digits - 1), 10**digits - 1)
    return Accepts("decimal", length=digits, places=places)


def _text(value: Any, accepts: Accepts) -> str:
    if accepts.family == "json":
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, dt.timedelta):
        return f"{value.days} days {value.seconds} seconds {value.microseconds} microseconds"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _element(text: str) -> str:
    """In an array or a row: manual 18, sections 8.15.2 and 8.16.6."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
