"""The catalogue of one database: each kind of row is read once, by a query in ``sql/``."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

Row = tuple[Any, ...]
_QUERIES = Path(__file__).parent / "sql"

#: PostgreSQL 15.20 and later minor versions keep a mark of their own among the options of every column.
_OWN_OPTIONS = "(a.attoptions[1] NOT LIKE 'pg\\_attver=%%' OR a.attoptions[2] IS NOT NULL)"

_COUNTED = " + ".join(f"pg_stat_get_tuples_{what}(c.oid)" for what in ("inserted", "updated", "deleted"))

#: Columns of the catalogue that came with a version: what to ask for from then on, and before.
_SINCE: dict[str, tuple[int, str, str]] = {
    "nulls_not_distinct": (15, "i.indnullsnotdistinct", "false"),
    "delete_columns": (15, "o.confdelsetcols", "NULL::smallint[]"),
    "enforced": (18, "o.conenforced", "true"),
    "period": (18, "o.conperiod", "false"),
    # Before 17 a column without a target of its own had -1.
    "statistics": (17, "a.attstattarget", "nullif(a.attstattarget, -1)"),
    "target": (17, "s.stxstattarget", "nullif(s.stxstattarget, -1)"),
    "publication_columns": (
        15,
        "(SELECT string_agg(a.attname, ' ' ORDER BY a.attname) FROM pg_attribute a"
        " WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs))",
        "NULL",
    ),
    "subscription_options": (
        16,
        "'streaming ' || CASE s.substream WHEN 't' THEN 'on' WHEN 'p' THEN 'parallel' END,"
        " CASE WHEN s.subtwophasestate <> 'd' THEN 'two phase' END,"
        " CASE WHEN s.subdisableonerr THEN 'disabled on error' END, 'origin ' || nullif(s.suborigin, 'any'),"
        " CASE WHEN NOT s.subpasswordrequired THEN 'no password required' END,"
        " CASE WHEN s.subrunasowner THEN 'run as owner' END, {failover}",
        "'streaming ' || CASE WHEN s.substream THEN 'on' END{subscription_options_15}",
    ),
    "subscription_options_15": (
        15,
        ", CASE WHEN s.subtwophasestate <> 'd' THEN 'two phase' END,"
        " CASE WHEN s.subdisableonerr THEN 'disabled on error' END",
        "",
    ),
    "failover": (17, "CASE WHEN s.subfailover THEN 'failover' END", "NULL"),
    # Since 18 NOT NULL is a constraint, and need not hold for the rows that are there, or for children.
    "proven": (
        18,
        "NOT EXISTS (SELECT FROM pg_constraint x WHERE x.conrelid = a.attrelid AND x.contype = 'n'"
        " AND x.conkey[1] = a.attnum AND (NOT x.convalidated OR x.connoinherit))",
        "true",
    ),
    "proven_constraint": (18, "(o.convalidated AND NOT o.connoinherit)", "true"),
    "publication_namespace": (15, "pg_publication_namespace", "pg_am WHERE false"),
    "publication_condition": (15, "r.prqual", "NULL::pg_node_tree"),
    "publication_schemas": (
        15,
        ", (SELECT string_agg('tables in ' || s.pnnspid::regnamespace, ', ' ORDER BY s.pnnspid::regnamespace::text)"
        " FROM pg_publication_namespace s WHERE s.pnpubid = p.oid)",
        "",
    ),
    # Before 15 what is written reaches the counters that all see late, at some time.
    "written": (
        15,
        f"{_COUNTED} + {_COUNTED.replace('_tuples_', '_xact_tuples_')}",
        _COUNTED.replace("_tuples_", "_xact_tuples_"),
    ),
}
#: Where a query can be restricted to some relations, and the columns that name them.
_ONLY = re.compile(r"\{only ([^}]*)\}")
#: What the definitions of the relations in question speak of.
_NEAR = (
    "ANY (ARRAY(SELECT unnest(%(only)s::oid[])"
    " UNION SELECT confrelid FROM pg_constraint WHERE conrelid = ANY (%(only)s::oid[]) AND contype = 'f'"
    " UNION SELECT indexrelid FROM pg_index WHERE indrelid = ANY (%(only)s::oid[])))"
)


@cache
def query(name: str, major: int = 0, *, restricted: bool = False) -> str:
    """The text of a query, as a server of this major version understands it; for some relations only, or for all."""
    text = (_QUERIES / f"{name}.sql").read_text(encoding="utf-8")
    for word, (since, new, old) in _SINCE.items():
        text = text.replace(f"{{{word}}}", new if major >= since else old)
    return _ONLY.sub(_restriction if restricted else "", text).replace("{own_options}", _OWN_OPTIONS)


def _restriction(found: re.Match[str]) -> str:
    near, columns = found[1].startswith("near "), found[1].removeprefix("near ").split(", ")
    among = _NEAR if near else "ANY (%(only)s::oid[])"
    return f" AND ({' OR '.join(f'{column} = {among}' for column in columns)})"


class Catalogue:
    """Answers each query once, and knows what several kinds of objects need: schemas, comments, owners."""

    def __init__(self, cursor: Any, major: int) -> None:
        self.cursor = cursor
        self.major = major
        #: The oids of the relations that are read; None: all.
        self.only: list[int] | None = None
        #: The label of each schema that is read, by oid; empty for the snapshot's own.
        self.schemas: dict[int, str] = {0: ""}
        #: The snapshot's own schema, and its name where this role may not use it.
        self.own_schema, self.own_name, self.forbidden = 0, "", ""
        for oid, name, is_own, usable in self.rows("namespaces"):
            self.schemas[oid] = "" if is_own else name
            if is_own:
                self.own_schema, self.own_name, self.forbidden = oid, name, "" if usable else name
        self.rows("search_path", schema=self.own_schema)
        self._owned: dict[str, set[int]] = defaultdict(set)
        self._needed: dict[tuple[str, int], list[str]] = defaultdict(list)
        for catalogue, oid, extension in self.rows("owned"):
            if extension is None:
                self._owned[catalogue].add(oid)
            else:
                self._needed[catalogue, oid].append(extension)
        self.read_comments()

    def read_comments(self) -> None:
        """Those of all objects."""
        self._comments: dict[str, dict[tuple[int, int], str]] = defaultdict(dict)
        for catalogue, oid, part, text in self.rows("comments"):
            self._comments[catalogue][oid, part] = text

    def rows(self, name: str, **parameters: Any) -> list[Row]:
        """All rows of a query."""
        text = query(name, self.major, restricted=self.only is not None)
        if "%(" in text:
            parameters = {**self.given(), **parameters}
        return self.ask(name, text, parameters)

    def given(self) -> dict[str, Any]:
        """The parameters that many queries have."""
        return {"namespaces": [oid for oid in self.schemas if oid], "only": self.only}

    def prepare_rows(self, *names: str) -> None:
        """These queries will be asked for next."""

    def ask(self, name: str, text: str, parameters: dict[str, Any]) -> list[Row]:
        """Run a query."""
        self.cursor.execute(text, parameters or None)
        found: list[Row] = self.cursor.fetchall()
        return found

    def owned(self, catalogue: str) -> set[int]:
        """The oids in one catalogue table that belong to an extension, or to a type that made them for itself."""
        return self._owned[catalogue]

    def needed(self, catalogue: str, oid: int) -> list[tuple[str, str]]:
        """Extensions that an object is dropped with (ALTER … DEPENDS ON EXTENSION), as options."""
        return [(f"extension.{name}", "needed") for name in self._needed.get((catalogue, oid), ())]

    def comments(self, catalogue: str) -> dict[tuple[int, int], str]:
        """Comments on the objects of one catalogue table, by oid and column number (0: the object itself)."""
        return self._comments[catalogue]

    def spelled(self, text: str) -> str:
        """A name that is made of types, as roles see it that may use the snapshot's own schema."""
        if not self.forbidden:
            return text
        schema = re.escape(self.forbidden)
        return re.sub(rf'(?<![\w."])(?:{schema}|"{schema}")\.', "", text)

    def qualified(self, namespace: int, name: str) -> str:
        """A name, with its schema where that is not the snapshot's own."""
        schema = self.schemas.get(namespace, "")  # What is not read is pg_catalog, which is always in the path.
        return f"{schema}.{name}" if schema else name
