"""SARIF 2.1.0: what all reports have in common.

Specification: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any


def document(version: str, rules: Iterable[Mapping[str, Any]], results: Iterable[Mapping[str, Any]]) -> str:
    """One run."""
    body = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "schemaguard", "version": version or "0", "rules": list(rules)}},
                "columnKind": "unicodeCodePoints",
                "results": list(results),
            }
        ],
    }
    return json.dumps(body, indent=2, ensure_ascii=False)


def camel(words: str) -> str:
    """A name with hyphens or underscores as SARIF likes names: "DropColumn"."""
    return "".join(word.capitalize() for word in words.replace("_", "-").split("-"))
