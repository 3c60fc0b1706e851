"""Fails unless a wheel holds every file of the package, and nothing else: ``check_wheel.py WHEEL``."""

from __future__ import annotations

import sys
from pathlib import Path
from zipfile import ZipFile


def main(wheel: str) -> str | None:
    """What is wrong with the wheel, or None."""
    files = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    wanted = {path.as_posix() for path in Path("schemaguard").rglob("*") if path.is_file()}
    wanted = {name for name in wanted if "__pycache__" not in name}
    problems = [f"missing: {name}" for name in sorted(wanted - files)]
    problems += [f"not of the package: {name}" for name in sorted(files - wanted)]
    if "schemaguard/py.typed" not in files:
        problems.append("missing: schemaguard/py.typed")
    return "\n".join(problems) or None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
