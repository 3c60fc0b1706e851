"""Database URLs, in the syntax of django-environ, and what may be shown of them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

from schemaguard.conf import nearest
from schemaguard.databases.base import Source
from schemaguard.databases.registry import vendor_of
from schemaguard.exceptions import BadInput

_URL = re.compile(r"[A-Za-z][\w+.-]*://")
_MONGODB = ("mongodb", "mongodb+srv")
_FILES = ("sqlite", "spatialite")

#: What people write for a server that django-environ has under another name.
_SYNONYMS = {"mariadb": "mysql"}


def is_url(text: str) -> bool:
    """Whether a text wants to be a URL."""
    return _URL.match(text) is not None


def schemes() -> tuple[str, ...]:
    """The schemes that mean a database we can read."""
    readable = (scheme for scheme, engine in Env.DB_SCHEMES.items() if vendor_of({"ENGINE": engine}))
    return tuple(sorted({*readable, *_SYNONYMS, *_MONGODB}))


def source(url: str, said: str = "The database URL") -> Source:
    """The database that a URL means. ``said`` is what a complaint calls the URL, which may hold a password.

    Raises BadInput with one line.
    """
    if not is_url(url):
        how = "empty" if not url else "no URL"
        raise BadInput(f"{said} is {how}. Write it as postgres://user:password@host:5432/name.")
    parts = _parts(url, said)
    known = schemes()
    if parts.scheme not in known:
        raise BadInput(
            f"{said} has the unknown scheme {parts.scheme!r}.{nearest(parts.scheme, known)} Known: {', '.join(known)}."
        )
    entry = _entry(url, parts, said)
    if not entry["NAME"]:
        raise BadInput(
            f"{said} ({_display(parts)}) names no database. Add its name: {_display(parts).rstrip('/')}/NAME"
        )
    return Source(_display(parts), entry)


def shown(text: str) -> str:
    """A text that somebody gave instead of a name, without what may be a user and a password."""
    head, at, tail = text.rpartition("@")
    return f"***@{tail}" if at and head else text


def _parts(url: str, said: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if parts.scheme in _FILES:
            return parts
        _ = parts.hostname if parts.scheme in _MONGODB else parts.port
    except ValueError:
        raise BadInput(_unreadable(said)) from None
    # A special character would cut the password off, and show the rest of it as host or path.
    if "@" in parts.path + parts.query + parts.fragment:
        raise BadInput(_unreadable(said))
    return parts


def _unreadable(said: str) -> str:
    return (
        f"{said} cannot be read. In names, passwords and options write @ as %40, / as %2F, ? as %3F, # as %23, "
        ": as %3A and [ as %5B: postgres://user:password@host:5432/name"
    )


def _entry(url: str, parts: SplitResult, said: str) -> dict[str, Any]:
    """An entry of DATABASES; for MongoDB one that only names the URL, because there are several engines."""
    if parts.scheme in _MONGODB:
        return {"ENGINE": "mongodb", "HOST": url, "NAME": unquote(parts.path.strip("/"))}
    scheme = _SYNONYMS.get(parts.scheme, parts.scheme)
    try:
        return dict(Env.db_url_config(f"{scheme}://{url.partition('://')[2]}"))
    except (ValueError, ImproperlyConfigured):
        raise BadInput(_unreadable(said)) from None


def _display(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
