"""How long work on a table may take, and how sizes are written."""

from __future__ import annotations

#: Bytes in a second, on one ordinary server with a solid state disk: enough to tell seconds from hours, no more.
SCAN, REWRITE, INDEX = 200_000_000, 50_000_000, 30_000_000


def megabytes(size: float) -> str:
    """ "12 kB", "3.4 MB", "1.2 GB": in powers of 1000."""
    for unit, bytes_in in (("GB", 1e9), ("MB", 1e6)):
        if size >= bytes_in:
            return f"{size / bytes_in:,.1f} {unit}"
    return f"{size / 1000:,.0f} kB"


def lasting(seconds: float) -> str:
    """ "less than a second", "40 s", "12 min", "3.5 h"."""
    if seconds < 1:
        return "less than a second"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
