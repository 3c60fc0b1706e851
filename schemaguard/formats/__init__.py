"""Output formats: one file each, found by its name ``as_NAME``; ``render(report, style)`` gives text or its pieces."""
