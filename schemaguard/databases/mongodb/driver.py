"""Whether pymongo is here. It is an extra, so nothing in this package imports it before somebody asks for a server."""

from __future__ import annotations

from importlib.util import find_spec

from schemaguard.exceptions import BadInput


def require_driver() -> None:
    """Raise BadInput with the way to get pymongo where it is missing."""
    if find_spec("pymongo") is None:
        raise BadInput('MongoDB cannot be reached without pymongo. Install it: pip install "schemaguard[mongodb]"')
