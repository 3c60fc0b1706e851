"""PostgreSQL's names of types, read."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Manual 18, table 8.1: other names of the same types. The serial types are integers with a default.
ALIASES = {
    "character varying": "varchar",
    "character": "char",
    "bpchar": "char",
    "decimal": "numeric",
    "int": "integer",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "smallserial": "smallint",
    "serial2": "smallint",
    "serial": "integer",
    "serial4": "integer",
    "bigserial": "bigint",
    "serial8": "bigint",
    "float": "double precision",
    "float4": "real",
    "float8": "double precision",
    "bool": "boolean",
    "bit varying": "varbit",
    "timestamptz": "timestamp with time zone",
    "timestamp without time zone": "timestamp",
    "timetz": "time with time zone",
    "time without time zone": "time",
}
#: What a type without a size means: manual 18, sections 8.3 and 8.10. Times have six digits of a second.
IMPLIED = {
    "char": (1,),
    "bit": (1,),
    "timestamp": (6,),
    "timestamp with time zone": (6,),
    "time": (6,),
    "time with time zone": (6,),
    "interval": (6,),
}
_ARRAY = re.compile(r"(?:\s*\[\d*\])+$|\s+array(?:\[\d+\])?$")
_SIZES = re.compile(r"\s*\(\s*(-?\d+(?:\s*,\s*-?\d+)*)\s*\)")


@dataclass(frozen=True, slots=True)
class TypeName:
    """A type: ``numeric(8, 2)[]`` has the name numeric, the sizes 8 and 2, and is an array."""

    name: str
    sizes: tuple[int, ...] = ()
    array: bool = False

    @property
    def limit(self) -> int | None:
        """The greatest length, where there is one."""
        return self.sizes[0] if self.sizes else None

    @property
    def element(self) -> TypeName:
        """What an array holds; any other type is its own element."""
        return TypeName(self.name, self.sizes)


def read(text: str) -> TypeName:
    """A type as PostgreSQL or Django spells it. The number of an array's dimensions is not enforced: 8.15.1."""
    text = " ".join(text.lower().split()).removeprefix("pg_catalog.")
    bare = _ARRAY.sub("", text)
    found = _SIZES.search(bare)
    name = (bare[: found.start()] + bare[found.end() :]).strip() if found else bare
    # Manual 18, section 8.3: character means one character, but bpchar without a length has no limit.
    implied = () if name == "bpchar" else IMPLIED.get(ALIASES.get(name, name), ())
    name = ALIASES.get(name, name)
    sizes = tuple(int(size) for size in found[1].split(",")) if found else implied
    if name == "numeric" and len(sizes) == 1:
        sizes = (sizes[0], 0)
    return TypeName(name, sizes, array=bare != text)
