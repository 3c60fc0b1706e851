"""Commands whose output is a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

from tests.projects import Done, Project


def on_a_terminal(project: Project, *arguments: str, width: int = 0, **variables: str) -> Done:
    """Run a verb there. A terminal whose width is 0 does not say how wide it is."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24 if width else 0, width, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "manage.py", "schemaguard", *arguments],
        cwd=project.root,
        env=project.environment(TERM="xterm", **variables),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # Linux says so when the other end is closed.
        pass
    os.close(ours)
    return Done(process.wait(timeout=60), shown.decode(), "")
