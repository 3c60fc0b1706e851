"""Names that Django chose for indexes and constraints. Nobody wrote them, so they mean nothing."""

from __future__ import annotations

import re

# Django 5.2, BaseDatabaseSchemaEditor._create_index_name: table, columns, eight digits of a hash, a suffix; what is
# too long is cut. A renamed table keeps the old names, so the hash cannot be checked. Names of Meta.indexes and
# Meta.constraints do not look like this: they stand in migration files and mean something.
_CHOSEN = re.compile(r"_[0-9a-f]{8}(?:_uniq|_like|_idx|_pk|_check|_fk\w*)?$")


def chosen_by_django(name: str) -> bool:
    """Whether a name looks as if Django made it up for an index or constraint that has none in the models."""
    return _CHOSEN.search(name) is not None
