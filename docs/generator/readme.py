"""The output that README.md shows, from a real run on the sample project."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

#: The migrations whose findings are shown.
SHOWN = ("loyalty.0007_remove_member_imported_points", "loyalty.0008_deactivate_winter_vouchers")

_BLOCK = re.compile(r"(<!-- output -->\n```text\n).*?(\n```)", re.DOTALL)


def page(root: Path) -> str:
    """README.md with today's output."""
    text = (root / "README.md").read_text(encoding="utf-8")
    shown = _excerpt(_output(root))
    replaced, count = _BLOCK.subn(lambda found: f"{found[1]}{shown}{found[2]}", text)
    if count != 1:
        raise SystemExit("README.md needs one <!-- output --> above a block of text.")
    return replaced


def _excerpt(output: str) -> str:
    *sections, summary = output.rstrip("\n").split("\n\n")
    chosen = [section for section in sections if section.startswith(SHOWN)]
    if len(chosen) != len(SHOWN):
        raise SystemExit(f"The sample project no longer has findings in all of {', '.join(SHOWN)}.")
    return "\n\n".join(["…", *chosen, "…", summary])


def _output(root: Path) -> str:
    """As on a fresh machine: SQLite, no .env, no database that could have applied something."""
    fresh = {**os.environ, "DATABASE_URL": "", "MONGODB_URL": "", "DEBUG": "on"}
    command = [sys.executable, "manage.py", "schemaguard", "check", "--offline"]
    done = subprocess.run(command, cwd=root, env=fresh, capture_output=True, text=True, check=False)
    if done.returncode != 1:
        raise SystemExit(f"check on the sample project ended with {done.returncode}: {done.stderr}")
    return done.stdout
