"""Where a MongoDB database is, read from an entry of DATABASES of any engine.

Three spellings are known: that of django-mongodb-backend (HOST, which may be a whole URL, PORT, USER, PASSWORD and
OPTIONS), that of djongo (CLIENT: the arguments of MongoClient), and a bare URL in HOST. NAME goes before the name in a
URL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from schemaguard.databases import connections
from schemaguard.exceptions import BadInput

_SCHEMES = ("mongodb://", "mongodb+srv://")
#: Arguments of MongoClient where the user said nothing; a server that does not answer is given up after five seconds.
_DEFAULTS: Mapping[str, Any] = {"serverSelectionTimeoutMS": 5000, "connectTimeoutMS": 5000, "appname": "schemaguard"}


def arguments(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of MongoClient."""
    given = dict(settings["CLIENT"]) if settings.get("CLIENT") else _of_backend(settings)
    said = {name.lower() for name in given} | {name.lower() for name in re.findall(r"[?&](\w+)=", url(settings))}
    return {name: value for name, value in _DEFAULTS.items() if name.lower() not in said} | given


def _of_backend(settings: Mapping[str, Any]) -> dict[str, Any]:
    """As django_mongodb_backend.base.DatabaseWrapper.get_connection_params (5.2) does it."""
    given = {"host": settings.get("HOST") or None, **(settings.get("OPTIONS") or {})}
    named = {"username": settings.get("USER"), "password": settings.get("PASSWORD"), "port": settings.get("PORT")}
    return given | {name: int(value) if name == "port" else value for name, value in named.items() if value}


def url(settings: Mapping[str, Any]) -> str:
    """The URL in HOST, or in djongo's CLIENT; empty where only the name of a host is given."""
    host = (settings.get("CLIENT") or {}).get("host") or settings.get("HOST")
    text = host if isinstance(host, str) else ""
    return text if text.startswith(_SCHEMES) else ""


def name(settings: Mapping[str, Any], called: str) -> str:
    """The name of the database. Raises BadInput where there is none."""
    in_url = _name_in(url(settings))
    if "@" in in_url or "/" in in_url:  # It is the rest of a password.
        raise unreadable(called)
    found = str(settings.get("NAME") or "") or in_url
    if not found:
        raise BadInput(
            f"{called} names no database. End its URL with one, as in mongodb://127.0.0.1/shop, or set NAME."
        )
    return found


def unreadable(called: str) -> BadInput:
    """What to say of a URL that nobody can read. Nothing of it is shown: any piece can belong to the password."""
    return BadInput(
        f"{called} has an address that cannot be read. Write mongodb://user:password@host:port/name, and special "
        "characters in the user and the password as %xx."
    )


def _name_in(text: str) -> str:
    return unquote(urlsplit(text).path.removeprefix("/"))


def renamed(settings: Mapping[str, Any], new: str) -> dict[str, Any]:
    """The same entry for another database on the same server.

    The name in a URL is also the database that holds the user, unless the URL says otherwise. It is replaced only where
    that is certain; NAME, which goes before it, always is.
    """
    entry = {**settings, "NAME": new}
    old = url(settings)
    moved = _with_name(old, new) if old else ""
    if moved and settings.get("CLIENT"):
        entry["CLIENT"] = {**settings["CLIENT"], "host": moved}
    elif moved:
        entry["HOST"] = moved
    return entry


def _with_name(text: str, new: str) -> str:
    """The URL with another name; empty where nobody can tell without DNS which database holds the user."""
    parts = urlsplit(text)
    query = parts.query
    if "@" in parts.netloc and "authsource=" not in query.lower():
        if parts.scheme == "mongodb+srv":
            return ""
        query += f"{'&' if query else ''}authSource={quote(_name_in(text) or 'admin', safe='')}"
    return parts._replace(path=f"/{new}", query=query).geturl()


def _secrets(settings: Mapping[str, Any]) -> Iterator[str]:
    client, options = settings.get("CLIENT") or {}, settings.get("OPTIONS") or {}
    for password in (settings.get("PASSWORD"), client.get("password"), options.get("password")):
        yield from connections.secrets({"PASSWORD": password})
    yield from connections.secrets({"HOST": url(settings)})
    userinfo = url(settings).partition("://")[2].rpartition("@")[0]
    for password in {userinfo.partition(":")[2], unquote(userinfo.partition(":")[2])} - {""}:
        yield password


def without_secrets(text: str, settings: Mapping[str, Any]) -> str:
    """A text in which neither the password nor the user's part of a URL stands."""
    for secret in sorted(_secrets(settings), key=len, reverse=True):
        text = text.replace(secret, "***")
    return text
