"""Values that are made for columns."""

from __future__ import annotations

import pytest

from schemaguard.databases.samples import samples
from schemaguard.databases.values import Accepts


@pytest.mark.parametrize("length", [None, 254, 75, 30, 20, 12])
def test_addresses_have_capitals_however_short_the_column_is(length: int | None) -> None:
    found = samples(Accepts("text", length=length, form="email"), 3)
    assert any(text != text.lower() for text in found)
    assert all("@" in text and len(text) <= (length or 254) for text in found)
    assert len(set(found)) == len(found) > 2
