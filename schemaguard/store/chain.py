"""The chain: each entry's hash covers its content and the hash before it, so that nothing can be changed unseen."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from enum import StrEnum
from typing import Any
from uuid import UUID

from schemaguard.models import LedgerHead, Run, RunStep
from schemaguard.runs import Event

#: What the hash of an entry covers. Fields that come later must not change the hashes of old entries.
_ENTRY = (
    "id number run_id event at app migration backwards position operation statement digest source sql reason ticket"
    " seconds lock_seconds outcome error details previous origin origin_number origin_ledger"
).split()
#: What the entry BEGUN covers as well.
_RUN = (
    "id environment database command begun_at arguments plan system_user ci_user django_user host versions git_commit"
    " git_branch"
).split()

#: Where the details of an entry speak about the ledger itself.
LEDGER = "ledger"


class Sealed(StrEnum):
    """What a seal says."""

    RIGHT = "right"
    WRONG = "wrong"
    #: Made with another key, or there is no key here.
    CANNOT_TELL = "cannot-tell"
    MISSING = "missing"


def hash_of(row: RunStep, run: Run | None) -> str:
    """The hash that an entry has to have. Of the run, only BEGUN needs the row."""
    content = _content(row, _ENTRY)
    if row.event == Event.BEGUN:
        content["run"] = _content(run, _RUN) if run is not None else None
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def seal(text: str, key: str) -> str:
    """A seal that nobody can make without the key; empty where there is none."""
    if not key:
        return ""
    return f"{_name(key)}:{hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()}"


def sealed(text: str, found: str, key: str) -> Sealed:
    """What is to be thought of a seal."""
    if not found:
        return Sealed.MISSING
    if not key or found.partition(":")[0] != _name(key):
        return Sealed.CANNOT_TELL
    return Sealed.RIGHT if hmac.compare_digest(found.encode(), seal(text, key).encode()) else Sealed.WRONG


def head_text(head: LedgerHead) -> str:
    """What the seal of the head covers."""
    return f"{head.ledger.hex} {head.number} {head.hash}"


def _name(key: str) -> str:
    """Tells keys apart, and tells nothing of them that a seal does not."""
    return hashlib.sha256(f"schemaguard ledger {key}".encode()).hexdigest()[:8]


def _content(row: Run | RunStep, names: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    return round(value, 6) if isinstance(value, float) else value


def remark(row: RunStep, sentence: str) -> None:
    """Have an entry say something about the ledger itself."""
    details = json.loads(row.details) if row.details else {}
    row.details = json.dumps({**details, LEDGER: sentence}, sort_keys=True, default=str)


def remarked(row: RunStep) -> str:
    """What an entry says about the ledger itself; empty for almost all."""
    if f'"{LEDGER}"' not in row.details:
        return ""
    try:
        details = json.loads(row.details)
    except ValueError:
        return ""
    return str(details.get(LEDGER) or "") if isinstance(details, dict) else ""
