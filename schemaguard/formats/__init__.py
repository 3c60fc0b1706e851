"""Output formats: one file each, found by its name ``as_NAME``, with ``render(report, style) -> str``."""
