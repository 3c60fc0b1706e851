"""Who runs something, where, and of which code, for the verbs."""

from __future__ import annotations

from schemaguard.store.who import git, new_run, versions, who, without_passwords

__all__ = ["git", "new_run", "versions", "who", "without_passwords"]
