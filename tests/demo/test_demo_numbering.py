"""Reports of the demo that number slices in other ways: the number always leads back to the maximum."""

from __future__ import annotations

import numpy as np
import pytest

from pet_ground.demo.numbering import CT_SLICE_MM, Numbering, renumbered
from pet_ground.demo.reports import make_report
from pet_ground.demo.study import Study, make_study
from pet_ground.errors import UsageError


@pytest.fixture(scope="module")
def study() -> Study:
    return make_study(3, 1)


def test_the_demo_s_own_numbering_changes_nothing(study: Study) -> None:
    assert renumbered(study, Numbering()) is study


@pytest.mark.parametrize("words", ["pet-feet-0", "ct-head-1", "ct-feet-0", "mm-head", "mm-feet"])
def test_every_number_leads_to_the_slice_of_the_maximum(study: Study, words: str) -> None:
    way = Numbering.parse(words)
    other = renumbered(study, way)
    assert np.array_equal(other.pet.suv, study.pet.suv)
    for one, before in zip(other.planted, study.planted, strict=True):
        z_mm = other.pet_axes.z_mm[one.peak_kji[0]]
        assert one.peak_kji == before.peak_kji
        if way.numbered == "mm":
            assert abs(one.axial_slice - (-z_mm if way.origin == "head" else z_mm)) <= 0.5
            continue
        stack = other.ct_axes.z_mm if way.numbered == "ct" else other.pet_axes.z_mm
        rank = one.axial_slice - way.base
        k = len(stack) - 1 - rank if way.origin == "head" else rank
        assert abs(stack[k] - z_mm) <= CT_SLICE_MM / 2


def test_a_ct_that_is_numbered_has_slices_of_its_own_and_its_labels_with_it(study: Study) -> None:
    other = renumbered(study, Numbering.parse("ct-head"))
    assert other.ct_axes.spacing_kji_mm[0] == pytest.approx(CT_SLICE_MM)
    assert other.ct.shape == other.labels.shape == other.ct_axes.shape_kji
    assert "PET series" not in make_report(3, other).text


def test_lesions_move_with_the_table(study: Study) -> None:
    other = renumbered(study, Numbering.parse("mm-feet"))
    shift = other.pet_axes.z_mm[0] - study.pet_axes.z_mm[0]
    assert other.pet_axes.z_mm.min() > 0
    for one, before in zip(other.planted, study.planted, strict=True):
        assert one.lesion.centre_lps_mm[2] - before.lesion.centre_lps_mm[2] == pytest.approx(shift, abs=0.01)


@pytest.mark.parametrize("words", ["pet", "ct-left-1", "mm-head-2", ""])
def test_an_unknown_numbering_is_refused(words: str) -> None:
    with pytest.raises(UsageError):
        Numbering.parse(words)
