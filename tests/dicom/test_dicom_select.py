"""Choosing the series of a study: one test per rule, on headers as records."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.dicom.select import Selection, select_series
from pet_ground.dicom.sop_classes import (
    CT_STORAGE,
    ENHANCED_CT_STORAGE,
    ENHANCED_PET_STORAGE,
    LEGACY_CT_STORAGE,
    LEGACY_PET_STORAGE,
    PET_STORAGE,
)
from pet_ground.dicom.verdicts import Verdict
from pet_ground.records.catalog import SeriesEntry, StudyEntry

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
CORONAL = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)
IMAGES = "1.2.840.10008.5.1.4.1.1."


def series(uid: str, first_mm: float, last_mm: float, spacing_mm: float, facts: dict[str, Any]) -> SeriesEntry:
    positions = round((last_mm - first_mm) / spacing_mm) + 1
    given: dict[str, Any] = {
        "series_instance_uid": uid,
        "image_type": ("ORIGINAL", "PRIMARY", "AXIAL"),
        "frame_of_reference_uid": "frame",
        "orientation": AXIAL,
        "positions": positions,
        "images": positions,
        "first_mm": first_mm,
        "last_mm": last_mm,
        "acquired": "20200310100000",
        "rows": 200,
        "columns": 200,
        "pixel_mm": (4.0, 4.0),
        "images_sha256": uid,
        "files": (f"{uid}.dcm",),
    }
    return SeriesEntry(**{**given, **facts})


def pet(uid: str = "pet", first_mm: float = -900.0, last_mm: float = 100.0, **facts: Any) -> SeriesEntry:
    own = {
        "modality": "PT",
        "sop_class_uid": PET_STORAGE,
        "corrected_image": ("DECY", "ATTN"),
        "units": "BQML",
        "decay_correction": "START",
        "series_type": ("WHOLE BODY", "IMAGE"),
        "series_number": 4,
    }
    return series(uid, first_mm, last_mm, 4.0, {**own, **facts})


def ct(uid: str = "ct", first_mm: float = -900.0, last_mm: float = 100.0, mm: float = 3.0, **facts: Any) -> SeriesEntry:
    own = {"modality": "CT", "sop_class_uid": CT_STORAGE, "series_number": 2, "columns": 512, "pixel_mm": (1.5, 1.5)}
    return series(uid, first_mm, last_mm, mm, {**own, **facts})


def choose(*entries: SeriesEntry, reconstruction: str = "") -> Selection:
    return select_series(StudyEntry(study_instance_uid="1", patient_id="P", series=entries), reconstruction)


def verdict(selection: Selection, uid: str) -> Verdict:
    return selection.verdicts[uid].verdict


def pet_uid(selection: Selection) -> str | None:
    return selection.pet and selection.pet.series_instance_uid


def ct_uid(selection: Selection) -> str | None:
    return selection.ct and selection.ct.series_instance_uid


def test_one_pet_and_one_ct_are_taken_without_flags() -> None:
    selection = choose(pet(), ct())
    assert (pet_uid(selection), ct_uid(selection), selection.flags) == ("pet", "ct", ())
    assert all(one.taken for one in selection.verdicts.values())


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"modality": "MR"}, Verdict.OTHER_MODALITY),
        ({"modality": ""}, Verdict.OTHER_MODALITY),
        ({"sop_class_uid": f"{IMAGES}7"}, Verdict.SECONDARY_CAPTURE),
        ({"sop_class_uid": f"{IMAGES}7.4"}, Verdict.SECONDARY_CAPTURE),
        ({"sop_class_uid": f"{IMAGES}88.67"}, Verdict.NOT_AN_IMAGE),
        ({"sop_class_uid": f"{IMAGES}481.3"}, Verdict.NOT_AN_IMAGE),
        ({"sop_class_uid": f"{IMAGES}66.4"}, Verdict.NOT_AN_IMAGE),
        ({"sop_class_uid": f"{IMAGES}4"}, Verdict.OTHER_SOP_CLASS),
        ({"corrected_image": ("DECY",)}, Verdict.NOT_ATTENUATION_CORRECTED),
        ({"corrected_image": None, "description": "PET WB NAC"}, Verdict.NOT_ATTENUATION_CORRECTED),
        ({"corrected_image": None, "description": "WB_NAC_3D"}, Verdict.NOT_ATTENUATION_CORRECTED),
        ({"corrected_image": None, "description": "PET w/o AC"}, Verdict.NOT_ATTENUATION_CORRECTED),
        ({"corrected_image": None, "attenuation_method": "NONE"}, Verdict.NOT_ATTENUATION_CORRECTED),
        ({"image_type": ("DERIVED", "SECONDARY", "MIP")}, Verdict.PROJECTION),
        ({"image_type": ("DERIVED", "SECONDARY"), "description": "MIP rotating"}, Verdict.PROJECTION),
        ({"series_type": ("WHOLE BODY", "REPROJECTION")}, Verdict.PROJECTION),
        ({"series_type": ("GATED", "IMAGE")}, Verdict.GATED),
        ({"gates": 8, "times": 8}, Verdict.GATED),
        ({"series_type": ("DYNAMIC", "IMAGE")}, Verdict.DYNAMIC),
        ({"times": 20}, Verdict.DYNAMIC),
        ({"series_type": (), "time_slices": 20}, Verdict.DYNAMIC),
        ({"image_type": ("DERIVED", "SECONDARY", "FUSED")}, Verdict.FUSED),
        ({"orientation": ()}, Verdict.NO_ORIENTATION),
        ({"orientation": CORONAL}, Verdict.NOT_AXIAL),
        ({"positions": 1}, Verdict.TOO_FEW_POSITIONS),
    ],
)
def test_a_series_that_can_not_be_the_pet_is_not_and_says_why(facts: dict[str, Any], expected: Verdict) -> None:
    selection = choose(pet("odd", **facts), ct())
    assert (pet_uid(selection), verdict(selection, "odd")) == (None, expected)
    assert expected.sentence in selection.faults


def test_attenuation_correction_that_the_header_states_is_believed_but_a_contradicting_description_flagged() -> None:
    selection = choose(pet(description="PET NAC"), ct())
    assert (pet_uid(selection), selection.flags) == ("pet", ("attenuation_doubted",))
    assert (
        choose(pet(corrected_image=None, description="PANCREAS NACH GABE", attenuation_method="measured")).flags == ()
    )


@pytest.mark.parametrize("name", ["Topogram 0.6", "SCOUT", "Surview"])
def test_a_scout_is_none_even_where_only_its_description_says_so(name: str) -> None:
    selection = choose(
        pet(), ct("scout", -900, -894, description=name), ct("loc", image_type=("ORIGINAL", "LOCALIZER"))
    )
    assert (verdict(selection, "scout"), verdict(selection, "loc")) == (Verdict.LOCALIZER, Verdict.LOCALIZER)


@pytest.mark.parametrize("sop_class", [LEGACY_PET_STORAGE, ENHANCED_PET_STORAGE])
def test_multi_frame_objects_are_taken_too(sop_class: str) -> None:
    ct_class = ENHANCED_CT_STORAGE if sop_class == ENHANCED_PET_STORAGE else LEGACY_CT_STORAGE
    selection = choose(pet(sop_class_uid=sop_class), ct(sop_class_uid=ct_class))
    assert (pet_uid(selection), ct_uid(selection)) == ("pet", "ct")


def test_a_derived_series_is_the_last_choice_and_flagged() -> None:
    derived = {"image_type": ("DERIVED", "PRIMARY", "AXIAL")}
    both = choose(pet("a", **derived, last_mm=900), pet("b"), ct("c", **derived), ct("d"))
    assert (pet_uid(both), ct_uid(both), both.flags) == ("b", "d", ())
    assert (verdict(both, "a"), verdict(both, "c")) == (Verdict.DERIVED, Verdict.DERIVED)
    alone = choose(pet("a", **derived), ct("c", **derived))
    assert (pet_uid(alone), ct_uid(alone), alone.flags) == ("a", "c", ("derived_ct", "derived_pet"))


def test_of_two_bed_series_the_one_with_most_of_the_body_is_taken() -> None:
    selection = choose(pet("legs", -1700, -950, series_number=1), pet("body"), pet("brain", 60, 260), ct())
    assert (pet_uid(selection), selection.flags) == ("body", ("several_ranges",))
    assert verdict(selection, "legs") is verdict(selection, "brain") is Verdict.LESS_OF_THE_BODY
    assert selection.verdicts["legs"].detail == "750 mm, not 1000 mm"


def test_a_reconstruction_of_thinner_slices_does_not_count_as_more_of_the_body() -> None:
    selection = choose(pet("head", -100, 100, series_number=1, positions=400), pet("body"), ct())
    assert pet_uid(selection) == "body"


def test_of_several_reconstructions_the_lowest_number_is_the_standard_and_flagged() -> None:
    selection = choose(pet("psf", series_number=7), pet("wb", series_number=5), pet("none", series_number=None), ct())
    assert (pet_uid(selection), selection.flags) == ("wb", ("several_reconstructions",))
    assert verdict(selection, "psf") is verdict(selection, "none") is Verdict.OTHER_RECONSTRUCTION


def test_a_research_reconstruction_a_zoomed_one_or_one_without_suvs_is_not_the_standard() -> None:
    for facts in ({"description": "PET research 400"}, {"columns": 100}, {"units": "CPS"}):
        assert pet_uid(choose(pet("odd", series_number=1, **facts), pet("wb"), ct())) == "wb"


def test_the_reconstruction_that_the_profile_names_is_taken_in_any_case_of_letters() -> None:
    wb, psf = (
        pet("wb", description="PET WB", series_number=4),
        pet("psf", description="PET WB TrueX+TOF", series_number=9),
    )
    named = choose(wb, psf, ct(), reconstruction="truex tof")
    assert (pet_uid(named), named.flags) == ("psf", ())
    exact = choose(wb, psf, ct(), reconstruction="pet wb")
    assert (pet_uid(exact), exact.flags) == ("wb", ())


@pytest.mark.parametrize("units", ["1CM", "CM2", "CNTS", "CPS", "MLMING", "MLMINML", "NONE", "PCNT", "", "SUV"])
@pytest.mark.parametrize("facts", [{}, {"last_mm": 900.0}, {"description": "PET Ki"}])
def test_a_map_without_suvs_is_taken_only_where_there_is_nothing_else(units: str, facts: dict[str, Any]) -> None:
    odd = pet("odd", series_number=1, units=units, **facts)
    derived = pet("wb", image_type=("DERIVED", "PRIMARY"))
    for good in (pet("wb"), pet("wb", units="GML"), pet("wb", units="CM2ML"), derived):
        selection = choose(odd, good, ct(), reconstruction="Ki")
        assert (pet_uid(selection), verdict(selection, "odd")) == ("wb", Verdict.NO_SUV)
    assert pet_uid(choose(odd, ct())) == "odd"


def test_counts_rank_behind_activity_but_before_what_can_never_be_an_suv() -> None:
    counts, ki = pet("counts", units="CNTS", series_number=9), pet("ki", units="MLMINML", series_number=1)
    assert pet_uid(choose(ki, counts, ct())) == "counts"


def test_a_series_whose_attenuation_is_doubted_ranks_behind_one_without_doubt() -> None:
    doubted = pet("doubted", series_number=1, description="PET WB uncorrected")
    selection = choose(doubted, pet("wb"), ct())
    assert (pet_uid(selection), selection.flags) == ("wb", ("several_reconstructions",))


def test_a_word_of_a_reconstruction_is_a_whole_word() -> None:
    selection = choose(pet("a", description="PET MAC"), ct(), reconstruction="AC")
    assert (pet_uid(selection), selection.flags) == ("a", ("reconstruction_not_found",))


def test_where_the_named_reconstruction_is_missing_the_standard_is_taken_and_flagged() -> None:
    selection = choose(pet("a", series_number=8), pet("b", series_number=3), reconstruction="QClear")
    assert (pet_uid(selection), selection.flags) == ("b", ("reconstruction_not_found", "several_reconstructions"))


def test_a_later_scan_of_the_same_range_is_another_acquisition() -> None:
    late = pet("late", acquired="20200310121500", series_number=1)
    selection = choose(late, pet("early"), ct())
    assert (pet_uid(selection), verdict(selection, "late")) == ("early", Verdict.OTHER_ACQUISITION)
    assert selection.flags == ("several_acquisitions",)


def test_a_copy_of_a_series_under_another_uid_is_a_duplicate() -> None:
    selection = choose(pet("b", images_sha256="x"), pet("a", images_sha256="x"), ct("d", images_sha256="y"), ct("c"))
    assert (pet_uid(selection), verdict(selection, "b")) == ("a", Verdict.DUPLICATE)
    assert selection.flags == ("duplicate_series",)


def test_the_ct_lies_in_the_frame_of_the_pet_and_covers_most_of_it() -> None:
    selection = choose(
        pet(),
        ct("other", frame_of_reference_uid="elsewhere"),
        ct("beside", 200, 900),
        ct("part", -300, 100, 1.0),
        ct("most"),
    )
    assert ct_uid(selection) == "most"
    assert [verdict(selection, uid) for uid in ("other", "beside", "part")] == [
        Verdict.OTHER_FRAME,
        Verdict.NO_OVERLAP,
        Verdict.LESS_OF_THE_PET,
    ]


def test_of_cts_with_one_range_the_soft_kernel_and_then_the_finer_slices_win() -> None:
    selection = choose(
        pet(),
        ct("lung", mm=1.0, kernel="B70f"),
        ct("bone", mm=1.0, kernel="BONEPLUS"),
        ct("thick", mm=5.0, kernel="B30f"),
        ct("soft", mm=3.0, kernel="B31f"),
    )
    assert ct_uid(selection) == "soft"
    assert verdict(selection, "lung") is verdict(selection, "bone") is Verdict.SHARP_KERNEL
    assert verdict(selection, "thick") is Verdict.COARSER


@pytest.mark.parametrize(
    ("kernel", "sharp"),
    [
        *[(soft, False) for soft in ("B30f", "B46s", "Br38d\\3", "J30s\\2", "STANDARD", "SOFT", "FC08", "B", "")],
        *[(sharp, True) for sharp in ("B50f", "B70f", "Bl57d\\3", "Hr60f", "LUNG", "BONEPLUS", "EDGE", "FC52")],
    ],
)
def test_sharp_kernels_are_told_by_their_names(kernel: str, sharp: bool) -> None:
    soft = ct("soft", mm=4.0, kernel="STANDARD")
    assert ct_uid(choose(pet(), soft, ct("one", kernel=kernel))) == ("soft" if sharp else "one")


def test_a_sharp_kernel_is_taken_where_there_is_no_other() -> None:
    assert ct_uid(choose(pet(), ct(kernel="LUNG"))) == "ct"


def test_a_ct_without_a_pet_is_chosen_by_its_range() -> None:
    assert ct_uid(choose(ct("a", -300, 0), ct("b"))) == "b"


KINDS = st.sampled_from(
    [
        pet("1"), pet("2", series_number=None), pet("3", -1700, -950), pet("4", corrected_image=("DECY",)),
        pet("5", image_type=("DERIVED",)), pet("6", orientation=()), ct("7"), ct("8", 0, 9),
        ct("9", kernel="LUNG"), ct("10", modality="SR"), pet("11", images_sha256="1"), pet("12", acquired="nonsense"),
    ]
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.lists(KINDS, unique_by=lambda one: one.series_instance_uid), st.randoms(use_true_random=False))
def test_every_series_has_one_verdict_and_their_order_does_not_matter(entries: list[SeriesEntry], random: Any) -> None:
    selection = choose(*entries)
    assert set(selection.verdicts) == {one.series_instance_uid for one in entries}
    assert sum(one.taken for one in selection.verdicts.values()) == (selection.pet is not None) + (
        selection.ct is not None
    )
    random.shuffle(entries)
    assert choose(*entries) == selection
