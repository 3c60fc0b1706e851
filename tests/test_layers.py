"""What import-linter cannot say: rules do not know each other, and the package starts without Django."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import schemaguard

PACKAGE = Path(schemaguard.__file__).parent
#: Modules that are not rules themselves. Rules may share helpers whose names begin with "_".
MACHINERY = {"__init__", "base", "catalogue", "judge"}
PLAIN = ("exceptions", "findings", "reports", "statements", "target")


def imported(source: str, package: str) -> set[str]:
    """The absolute names of everything a module of a package imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*parents, *filter(None, [node.module])])
            names |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return names


def other_rules(source: str, package: str = "schemaguard.rules") -> set[str]:
    """The rules among what a module imports."""
    inside = {name.removeprefix(f"{package}.").split(".")[0] for name in imported(source, package)}
    rules = {path.stem for path in (PACKAGE / "rules").glob("*.py")} - MACHINERY
    return {name for name in inside & rules if not name.startswith("_")}


@pytest.mark.parametrize("path", sorted((PACKAGE / "rules").glob("*.py")), ids=lambda path: path.stem)
def test_rules_do_not_import_each_other(path: Path) -> None:
    assert other_rules(path.read_text()) == set()


@pytest.mark.parametrize(
    "source",
    [
        "import schemaguard.rules.drop_column",
        "from schemaguard.rules import drop_column",
        "from schemaguard.rules.drop_column import check",
        "from . import drop_column",
        "from .drop_column import check",
        "from ..rules import drop_column",
        "def f():\n    from schemaguard.rules.drop_column import check",
    ],
)
def test_the_test_above_sees_every_way_to_import(source: str) -> None:
    assert other_rules(source) == {"drop_column"}


def test_the_package_and_its_plain_values_import_no_django() -> None:
    schema = [".".join(path.relative_to(PACKAGE).with_suffix("").parts) for path in (PACKAGE / "schema").glob("*.py")]
    modules = ", ".join(f"schemaguard.{name.removesuffix('.__init__')}" for name in (*PLAIN, *schema))
    code = f"import sys, schemaguard, {modules}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=PACKAGE.parent).returncode == 0
