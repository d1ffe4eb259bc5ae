"""Messages count one thing as one."""

from __future__ import annotations

import pytest

from pet_ground.run.counted import counted, studies_counted


@pytest.mark.parametrize(("number", "words"), [(0, "0 files"), (1, "1 file"), (2, "2 files")])
def test_one_thing_is_named_in_the_singular(number: int, words: str) -> None:
    assert counted(number, "file") == words


def test_a_plural_without_s_is_given() -> None:
    assert [studies_counted(number) for number in (1, 3)] == ["1 study", "3 studies"]
