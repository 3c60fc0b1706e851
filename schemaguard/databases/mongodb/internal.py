"""Names that schemaguard and MongoDB keep for themselves."""

from __future__ import annotations

#: What djongo knows about its tables.
DJONGO_SCHEMA = "__schema__"
#: Where schemaguard says whose scratch database this is.
SCRATCH_MARKER = "schemaguard_scratch"
#: Who runs migrations on it now.
LEASE = "schemaguard_lease"

#: schemaguard's own collections. Those of its models (schemaguard_run, schemaguard_runstep …) are not among them: they
#: come from migrations, and can drift like any other.
_OWN = frozenset({SCRATCH_MARKER, "schemaguard_journal", LEASE})
#: Dropped collections that wait to be restored or emptied.
_TRASH = "schemaguard_trash."
#: Namespaces of the server: views, profiles, buckets of time series, stored functions.
_SYSTEM = "system."


def is_internal(name: str) -> bool:
    """Whether a collection is no part of anybody's schema."""
    return name in _OWN or name.startswith((_SYSTEM, _TRASH)) or name == DJONGO_SCHEMA
