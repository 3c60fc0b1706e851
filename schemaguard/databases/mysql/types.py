"""What a change of a column's type costs MySQL and MariaDB.

MySQL manual 8.4, section 17.12.1, "Column Operations": a type changes by copying the table, with two exceptions.
A longer VARCHAR keeps its rows as long as its length takes one byte or two as before, and members at the end of an
ENUM or a SET are free as long as the values stay as wide. MariaDB 10.11 was measured, and the tests repeat it.
"""

from __future__ import annotations

from schemaguard.databases.base import TypeChange
from schemaguard.databases.mysql.type_losses import losses
from schemaguard.databases.mysql.type_names import WIDTHS, TypeName, read
from schemaguard.databases.narrowing import told
from schemaguard.target import Target

UNKNOWN = TypeChange("unknown", None)
#: A length up to here takes one byte: manual 8.4, section 13.3.2.
_ONE_BYTE = 255
#: MariaDB's rows have room for another length byte up to here: measured, MDEV-15563.
_SPARE = 127


def type_change(before: str | None, after: str | None, target: Target) -> TypeChange:
    """Judge MODIFY COLUMN. Strict mode is assumed, which Django recommends (mysql.W002)."""
    if before is None or after is None:
        return UNKNOWN
    old, new = read(before), read(after)
    if old == new:
        return TypeChange("none")
    found = losses(old, new, target)
    cost = "none" if _grows(old, new, target) or _appends(old, new) else "rewrite"
    if found is None:
        return TypeChange(cost, None)
    text, fails = told(found)
    return TypeChange(cost, text, fails)


def _grows(old: TypeName, new: TypeName, target: Target) -> bool:
    if old.name != new.name or old.name not in ("varchar", "varbinary") or old.charset != new.charset:
        return False
    width = WIDTHS.get(old.charset, 1) if old.name == "varchar" else 1
    before, after = (old.limit or 0) * width, (new.limit or 0) * width
    crosses = before <= _ONE_BYTE < after
    return before <= after and (not crosses or (target.is_mariadb() and before <= _SPARE))


def _appends(old: TypeName, new: TypeName) -> bool:
    """A set takes a bit for each member, in 1, 2, 3, 4 or 8 bytes; an enum one byte for up to 255."""
    if old.name != new.name or old.name not in ("enum", "set") or old.charset != new.charset:
        return False
    return new.members[: len(old.members)] == old.members and _bytes(old) == _bytes(new)


def _bytes(kind: TypeName) -> int:
    count = len(kind.members)
    if kind.name == "enum":
        return 1 if count <= _ONE_BYTE else 2
    needed = (count + 7) // 8
    return needed if needed <= 4 else 8
