"""On which server the scratch database of a rehearsal is made, and how Django speaks to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from schemaguard.actions import _expected_side, _places
from schemaguard.actions._places import Place
from schemaguard.actions._rehearsal_parts import Part
from schemaguard.conf import Settings
from schemaguard.databases.base import Source

#: Options that say where a server is and who asks, and not how it is spoken to.
_WHERE = frozenset(
    "host hostaddr port user password passwd dbname db service passfile requiressl read_default_file read_default_group"
    " unix_socket named_pipe protocol".split()
)


def server_of(part: Part, place: Place, settings: Settings) -> Source:
    """The server of the copied rows, which do not leave it unless SCRATCH names another one. Raises BadInput."""
    if part.origin is not None:
        place = replace(place, sources={**place.sources, part.alias: part.origin})
    return _expected_side.builder(part.alias, _places.vendor(place.sources[part.alias].settings), place, settings)


def spoken_to_as(here: Mapping[str, Any], made: Mapping[str, Any]) -> dict[str, Any]:
    """An entry for a scratch database with the engine and the ways of the database that it stands for."""
    if _places.vendor(here) == "mongodb":  # The engine is how the address is written.
        return dict(made)
    options = {name: value for name, value in (here.get("OPTIONS") or {}).items() if not _says_where(name)}
    options.pop("pool", None)
    return {
        **made,
        "ENGINE": here["ENGINE"],
        "TIME_ZONE": here.get("TIME_ZONE", made.get("TIME_ZONE")),
        "OPTIONS": {**options, **(made.get("OPTIONS") or {})},
    }


def _says_where(option: str) -> bool:
    return option in _WHERE or option.lower().startswith(("ssl", "tls", "gss", "krb", "auth"))


def elsewhere(origin: Source | None, made: Mapping[str, Any]) -> str:
    """A sentence where rows go to another server."""
    if origin is None or all(_address(origin.settings, name) == _address(made, name) for name in ("HOST", "PORT")):
        return ""
    return f"The rows of {origin.name} were copied to another server, which SCHEMAGUARD['SCRATCH'] names."


def _address(settings: Mapping[str, Any], name: str) -> str:
    """Of a URL, as MongoDB has one, the servers alone: it names the database as well."""
    found = str(settings.get(name) or (settings.get("OPTIONS") or {}).get(name.lower()) or "")
    return urlsplit(found).netloc.rpartition("@")[2] if "://" in found else found
