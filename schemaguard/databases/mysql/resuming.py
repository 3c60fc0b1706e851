"""What is left half done on MySQL and MariaDB: each statement about the schema commits by itself."""

from __future__ import annotations

from schemaguard.databases.mysql.looks import look, same_type
from schemaguard.databases.mysql.parse import parse
from schemaguard.databases.resuming import Resuming

resuming = Resuming(parse, look, same_type)
