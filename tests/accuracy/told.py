"""What a rehearsal of a project said."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.accuracy.real_migrate import Node

JSON = "rehearsal.json"


def say(line: str) -> None:
    """At once, because this takes long."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class Told:
    """What a rehearsal said of one migration."""

    number: int
    body: Mapping[str, Any]

    @property
    def node(self) -> Node:
        """App and name."""
        return self.body["app"], self.body["migration"]

    @property
    def step(self) -> Mapping[str, Any]:
        """One step back."""
        found: Mapping[str, Any] = self.body["step"] or {"verdict": "skipped"}
        return found

    @property
    def again(self) -> str:
        """The second time."""
        return str(self.body["again"])

    @property
    def clean(self) -> bool:
        """Whether everything came back, one step back and from the last one."""
        head = self.body["head"] or {"verdict": "restored"}
        return (self.step["verdict"], head["verdict"], self.again) == ("restored", "restored", "same")

    def __str__(self) -> str:
        head = (self.body["head"] or {}).get("verdict", "-")
        return f"{'.'.join(self.node)}: {self.step['verdict']}, again {self.again}, from the last {head}"

    def cells(self, word: str) -> dict[str, int]:
        """What is lost or left, by table or column."""
        return {".".join(filter(None, (item["table"], item["column"]))): item["rows"] for item in self.step[word]}


def told(folder: Path) -> list[Told]:
    """All of them, in the order in which they ran."""
    document = json.loads((folder / JSON).read_text(encoding="utf-8"))
    return [Told(number, body) for number, body in enumerate(document["migrations"])]
