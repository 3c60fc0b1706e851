"""The server a migration is judged for, as a plain value."""

from __future__ import annotations

from dataclasses import dataclass

from schemaguard.exceptions import UnknownTarget

#: What users may write, and Django's vendor name for it.
FLAVOURS = {
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
    "sqlite": "sqlite",
    "mongodb": "mongodb",
}

#: The oldest server of each flavour that schemaguard supports. Judged when no version is given,
#: because what is safe there is safe on every newer one.
OLDEST = {
    "postgresql": (14,),
    "mysql": (8, 4),
    "mariadb": (10, 11),
    "sqlite": (3, 37),
    "mongodb": (6, 0),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A database server: ``vendor`` is Django's word, ``flavour`` tells MariaDB from MySQL."""

    vendor: str
    flavour: str
    version: tuple[int, ...]

    @classmethod
    def parse(cls, text: str) -> Target:
        """Read ``"postgresql 16"``, ``"mariadb 10.11"`` or a bare ``"sqlite"``.

        Raises UnknownTarget when the name or the version is not understood.
        """
        name, _, version = text.strip().lower().partition(" ")
        if name not in FLAVOURS:
            known = ", ".join(sorted(FLAVOURS))
            raise UnknownTarget(f"Unknown target {text!r}. Write one of {known} and a version, as in 'postgresql 16'.")
        flavour = "postgresql" if name == "postgres" else name
        if not version.strip():
            return cls(FLAVOURS[name], flavour, OLDEST[flavour])
        parts = version.strip().split(".")
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise UnknownTarget(f"Unknown version in target {text!r}. Write numbers, as in 'postgresql 16'.")
        return cls(FLAVOURS[name], flavour, tuple(int(part) for part in parts))

    def at_least(self, *version: int) -> bool:
        """Whether the server is of this version or newer: ``target.at_least(12)``."""
        return self.version >= version

    def is_mariadb(self) -> bool:
        """Whether the server is MariaDB, which Django calls ``mysql`` as well."""
        return self.flavour == "mariadb"

    def __str__(self) -> str:
        return f"{self.flavour} {'.'.join(map(str, self.version))}"
