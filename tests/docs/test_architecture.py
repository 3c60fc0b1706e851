"""The tree on the architecture page is the tree."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from tests.docs.pages import ROOT, blocks

#: Generated, or what every package has.
NOT_SHOWN = {"__pycache__", "__init__.py", "py.typed"}


def tree() -> Iterator[str]:
    """The paths of the tree, parents included: two spaces deeper is inside."""
    parents: list[str] = []
    for line in blocks("docs/architecture.md")[0].text.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        parents[depth:] = [line.split()[0].rstrip("/")]
        yield "/".join(parents)


def test_every_path_exists() -> None:
    paths = list(tree())
    assert len(paths) > 60
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_everything_of_the_package_is_shown() -> None:
    shown = set(tree())
    there = {f"schemaguard/{path.name}" for path in (ROOT / "schemaguard").iterdir() if path.name not in NOT_SHOWN}
    assert there <= shown
    for folder in ("actions", "formats", "cli"):
        modules = {f"schemaguard/{folder}/{path.name}" for path in (ROOT / "schemaguard" / folder).glob("[a-z]*.py")}
        assert modules <= shown


def test_layers_are_those_of_the_contract() -> None:
    """The page leaves out layers that do not exist yet."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    there = {path.stem for path in (ROOT / "schemaguard").iterdir()} - {"migrations"}
    wanted = [" | ".join(name for name in _names(layer) if name in there) for layer in contract["layers"]]
    text = (ROOT / "docs" / "architecture.md").read_text()
    start = text.index("\n    management")
    shown = [line.strip() for line in text[start:].split("\n\n")[0].strip("\n").splitlines()]
    assert shown == [layer for layer in wanted if layer]


def _names(layer: str) -> list[str]:
    return [name.strip("() ") for name in layer.replace(":", "|").split("|")]
