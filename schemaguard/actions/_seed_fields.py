"""Values for columns whose fields are a project's own: texts that their code can read, such as JSON."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from schemaguard.actions._seed_patterns import matching
from schemaguard.databases.samples import samples
from schemaguard.databases.values import Accepts

#: What such a field may hold, from the most likely.
_FAMILIES = ("json", "text", "integer", "decimal", "date", "timestamp", "uuid")
#: What ``Values.parameter`` knows of.
_PLAIN = (str, int, float, bytes, Decimal, dt.date, dt.time, dt.timedelta, uuid.UUID, dict, list, type(None))


def stored(value: Any, field: Any, connection: Any) -> Any:
    """A choice or a default as it is stored: it may be any object of the project, such as a time zone."""
    if isinstance(value, _PLAIN):
        return value
    text = None
    with suppress(Exception):  # The code is not ours.
        text = field.get_db_prep_save(value, connection)
    return str(value) if text is None or not isinstance(text, _PLAIN) else text


def readable(values: list[Any], field: Any, accepts: Accepts, connection: Any) -> list[Any]:
    """All of them, where ``from_db_value`` of a field takes all; otherwise what the field itself writes.

    Of those that a picky field takes, some it may take for another kind of value: JSON also reads "7". Django's own
    fields take whatever their columns do.
    """
    read = getattr(field, "from_db_value", None)
    if read is None or accepts.family != "text":
        return values
    if getattr(read, "__func__", read).__module__.startswith("django."):  # No __func__: a static method.
        return values
    kept = [value for value in values if value is None or _reads(field, value, connection)]
    if len(kept) == len(values):
        return values
    return list(_written(field, accepts, connection)) or kept or values


def valid_first(values: list[Any], validators: Sequence[Any], accepts: Accepts) -> list[Any]:
    """Values that a field's own validators take, and texts made for its regular expressions, before all others."""
    if not validators:
        return values
    made = [text for each in validators for text in _for_pattern(each)] if accepts.family == "text" else []
    made = [text for text in made if accepts.length is None or len(text) <= accepts.length]
    made = [text for text in made if text not in values]
    valid = [value for value in (*values, *made) if all(_takes(each, value) for each in validators)]
    return valid + [value for value in values if value not in valid]


def _for_pattern(validator: Any) -> list[str]:
    if not isinstance(validator, RegexValidator) or validator.inverse_match:
        return []
    return matching(str(getattr(validator.regex, "pattern", validator.regex)))


def _takes(validator: Any, value: Any) -> bool:
    try:
        validator(value)
    except ValidationError:
        return False
    except Exception:  # noqa: BLE001 - it is the project's, and may ask for what is not there
        return True
    return True


def _reads(field: Any, text: str, connection: Any) -> bool:
    try:
        field.from_db_value(text, None, connection)
    except Exception:  # noqa: BLE001 - the code is not ours, and only says whether it takes the text
        return False
    return True


def _written(field: Any, accepts: Accepts, connection: Any) -> Iterator[str]:
    """The texts for values of the first kind that the field can write and read again."""
    for family in _FAMILIES:
        texts = _texts(field, samples(Accepts(family)), connection)
        found = [text for text in texts if accepts.length is None or len(text) <= accepts.length]
        if found:
            yield from found
            return


def _texts(field: Any, values: Sequence[Any], connection: Any) -> Iterator[str]:
    for value in values:
        text = None
        with suppress(Exception):  # As above.
            text = field.get_db_prep_save(value, connection)
        if isinstance(text, str) and _reads(field, text, connection):
            yield text
