"""MySQL's names of types, read."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: MySQL manual 8.4, section 13.9 "Using Data Types from Other Database Engines".
ALIASES = {
    "int": "integer",
    "int1": "tinyint",
    "int2": "smallint",
    "int3": "mediumint",
    "int4": "integer",
    "int8": "bigint",
    "bool": "tinyint",
    "boolean": "tinyint",
    "dec": "numeric",
    "decimal": "numeric",
    "fixed": "numeric",
    "double": "double precision",
    "real": "double precision",
    "float4": "float",
    "float8": "double precision",
    "character": "char",
    "character varying": "varchar",
}
#: Bytes for one character, at most. Section 12.9: utf8 is utf8mb3.
WIDTHS = {"utf8mb4": 4, "utf8mb3": 3, "utf8": 3, "utf16": 4, "utf32": 4, "ucs2": 2}
#: The server's default, and what Django's documentation asks for.
CHARSET = "utf8mb4"
_WHOLE = frozenset({"tinyint", "smallint", "mediumint", "integer", "bigint", "year"})
#: What a type without a size means: sections 13.1.3, 13.2.1, 13.2.2 and 13.3.2.
_IMPLIED = {
    "numeric": (10, 0),
    "char": (1,),
    "binary": (1,),
    "bit": (1,),
    "datetime": (0,),
    "timestamp": (0,),
    "time": (0,),
}
_ARGUMENTS = re.compile(r"\s*\(((?:'(?:[^'\\]|''|\\.)*'|[^')])*)\)")
_MEMBER = re.compile(r"'((?:[^'\\]|''|\\.)*)'")
_CHARSET = re.compile(r"\s+(?:character set|charset)\s+(\w+)")
_COLLATION = re.compile(r"\s+collate\s+\w+")


@dataclass(frozen=True, slots=True)
class TypeName:
    """A type: ``numeric(8, 2) unsigned`` has the name numeric and the sizes 8 and 2."""

    name: str
    sizes: tuple[int, ...] = ()
    unsigned: bool = False
    #: Of enum and set.
    members: tuple[str, ...] = ()
    charset: str = CHARSET

    @property
    def limit(self) -> int | None:
        """The greatest number of characters or bytes, or the digits of a second."""
        return self.sizes[0] if self.sizes else None


def read(text: str) -> TypeName:
    """A type as MySQL or Django spells it. The display width of whole numbers means nothing."""
    text = " ".join(text.split())
    found = _ARGUMENTS.search(text)
    arguments = found[1] if found else ""
    words = (text[: found.start()] + text[found.end() :] if found else text).lower()
    charset = _CHARSET.search(words)
    words = _COLLATION.sub("", _CHARSET.sub("", words))
    unsigned = " unsigned" in words or " zerofill" in words
    name = re.sub(r" (?:signed|unsigned|zerofill)\b", "", words).strip()
    name = ALIASES.get(name, name)
    return TypeName(
        name,
        _sizes(name, arguments),
        unsigned,
        tuple(member.replace("''", "'") for member in _MEMBER.findall(arguments)),
        charset[1] if charset else CHARSET,
    )


def _sizes(name: str, arguments: str) -> tuple[int, ...]:
    numbers = tuple(int(number) for number in re.findall(r"\d+", arguments)) if "'" not in arguments else ()
    if name in _WHOLE:
        return ()
    if name == "numeric" and len(numbers) == 1:
        return (*numbers, 0)
    return numbers or _IMPLIED.get(name, ())
