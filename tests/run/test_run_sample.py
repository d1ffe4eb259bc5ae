"""The studies from which a site profile is estimated."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.run.sample import READ_FOR_EACH, sample

STUDIES = [f"S{number:05d}" for number in range(3000)]


def test_a_sample_is_bounded_and_no_more_reports_are_read_than_it_needs() -> None:
    asked: list[str] = []

    def speaks(study_id: str) -> bool:
        asked.append(study_id)
        return int(study_id[1:]) % 5 == 0

    chosen = sample(STUDIES, str, speaks, 20)
    assert (len(chosen), all(int(one[1:]) % 5 == 0 for one in chosen)) == (20, True)
    assert len(asked) < 300


def test_an_archive_in_which_no_report_tells_is_not_read_to_its_end() -> None:
    asked: list[str] = []
    assert sample(STUDIES, str, lambda one: bool(asked.append(one)), 10) == []
    assert len(asked) == 10 * READ_FOR_EACH


@settings(max_examples=5, deadline=None)
@given(order=st.permutations(STUDIES[:40]))
def test_the_order_in_which_studies_are_listed_changes_nothing(order: list[str]) -> None:
    assert sample(order, str, lambda _: True, 7) == sample(STUDIES[:40], str, lambda _: True, 7)


def test_other_studies_leave_most_of_a_sample_as_it_was() -> None:
    before = set(sample(STUDIES[:2900], str, lambda _: True, 400))
    after = set(sample(STUDIES, str, lambda _: True, 400))
    assert len(before & after) > 350
