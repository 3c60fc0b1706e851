"""Whether a process that left its mark on a server still lives.

Only a process on the same machine can be looked at, and a name of a host proves nothing: containers have their own
numbers for processes, and virtual machines are copied. On Linux the boot of the kernel and the namespace of the numbers
tell machines apart. Elsewhere nobody can tell, and whoever asks has to wait for the lease of the other one.
"""

from __future__ import annotations

import os
from pathlib import Path

_PROC = Path("/proc")


def machine() -> str:
    """Where numbers of processes are valid: this boot of this kernel, this namespace. Empty where nobody can tell."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot} {(_PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return ""


def started(process: int) -> str:
    """When a process on this machine started, in ticks since the boot; empty where there is none, or it has ended."""
    try:
        status = (_PROC / str(process) / "stat").read_text()
    except OSError:
        return ""
    # The name, in brackets, can hold anything. After it: the state, field 3 of proc(5), and the start, field 22.
    fields = status.rpartition(")")[2].split()
    return "" if fields[0] in "ZXx" else fields[19]


def mark() -> dict[str, str | int]:
    """What tells this process from every other one."""
    process = os.getpid()
    return {"machine": machine(), "process": process, "started": started(process)}


def lives(marked: dict[str, object]) -> bool | None:
    """Whether the process of a mark lives; None where that cannot be seen from here."""
    if not marked.get("machine") or marked["machine"] != machine():
        return None
    process = marked.get("process")
    return isinstance(process, int) and started(process) == marked.get("started") != ""
