"""Character sets and collations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schemaguard.schema.harms.base import Harm, error, warning

#: Of MySQL and MariaDB, which name a collation after its character set. These do not have all characters.
_PARTIAL = frozenset(
    "armscii8 ascii big5 binary cp1250 cp1251 cp1256 cp1257 cp850 cp852 cp866 cp932 dec8 eucjpms euckr gb2312 gbk "
    "geostd8 greek hebrew hp8 keybcs2 koi8r koi8u latin1 latin2 latin5 latin7 macce macroman sjis swe7 tis620 ucs2 "
    "ujis utf8 utf8mb3".split()
)


def sorting(expected: str, actual: str) -> Harm:
    """What another collation does, where nothing stands for the usual one."""
    before, now = (name.partition("_")[0] for name in (expected, actual))
    if now in _PARTIAL and now != before:
        return error(f"characters outside {now} are refused or lost", f"where the character set is {now}")
    return warning("texts sort, compare and count as duplicates in another way")


def collation(expected: Any, actual: Any) -> Iterator[Harm]:
    """The attribute of columns and domains."""
    yield sorting(expected.collation, actual.collation)
