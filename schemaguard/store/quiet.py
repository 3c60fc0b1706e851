"""Whether migrations that run now are recorded by somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_quiet: ContextVar[bool] = ContextVar("schemaguard_quiet", default=False)


@contextmanager
def quiet() -> Iterator[None]:
    """Receivers record nothing: what runs inside is recorded by its caller, or runs on a scratch database."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def is_quiet() -> bool:
    """Whether receivers have to keep still."""
    return _quiet.get()
