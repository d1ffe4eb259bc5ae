"""The finished lesion: structured fields with their evidence beside the mention's, and the structurer's flags."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pet_ground.config import EndpointSettings, StructureSettings
from pet_ground.llm.fake_server import FakeServer
from pet_ground.reasons import Reason
from pet_ground.records import Evidence, Lesion, Mention, Provenance, StudyRecord
from pet_ground.records.results import GroundedLesion, StructureResult
from pet_ground.stages.structure import structure

SENTENCE = "Left FDG avid hilar node (SUV max 4.2, slice 97) and a lesion of L3 (SUV max 9.1, slice 180)."
STUDY = StudyRecord(study_id="S1", patient_id="P1", split="train", status="kept", pet="images/S1/suv.nii.gz")
PROVENANCE = Provenance(package_version="0", pipeline="p", configuration_sha256="0")


def grounded(suv: float, number: int) -> GroundedLesion:
    values = {"suv_max": str(suv), "axial_slice": str(number)}
    evidence = [
        Evidence.model_validate(
            {"field": name, "start": SENTENCE.index(quote), "end": SENTENCE.index(quote) + len(quote), "quote": quote}
        )
        for name, quote in values.items()
    ]
    mention = Mention(
        report_id="r", number=1, sentence=SENTENCE, start=0, end=len(SENTENCE), suv_max=suv, axial_slice=number,
        status="kept", evidence=tuple(evidence),
    )  # fmt: skip
    return GroundedLesion(
        suv_max_measured=suv, suv_peak=suv, suv_mean=suv, mtv_ml=1.0, tlg=suv, peak_index_kji=(1, 2, 3),
        peak_lps_mm=(0.0, 0.0, 0.0), slice_range=(number, number), threshold_suv=1.0, iterations=1,
        longest_axial_mm=12.0, sphericity=0.9, boundary_dice_median=None, boundary_dice_lowest=None, lesion_id=f"L{number}",
        mention=mention, method="avg_itm", flags=("low_contrast",), match_score=1.0, runner_up_score=None,
        mask="masks/S1/L.nii.gz", mask_3mm=None,
    )  # fmt: skip


def quotes(lesion: Lesion) -> dict[str, str]:
    return {item.field: item.quote for item in lesion.evidence}


def test_the_rules_give_a_lesion_with_a_quote_for_every_stated_field() -> None:
    result = structure(STUDY, [grounded(4.2, 97), grounded(9.1, 180)], StructureSettings(), PROVENANCE)
    node, bone = result.lesions
    assert (node.region, node.organ, node.anatomic_subsite) == ("Chest", "lymph node", "Left hilar")
    assert quotes(node) == {
        "suv_max": "4.2", "axial_slice": "97", "region": "Left FDG avid hilar", "organ": "node",
        "anatomic_subsite": "Left FDG avid hilar", "findings": "Left FDG avid hilar node (SUV max 4.2, slice 97)",
    }  # fmt: skip
    assert (bone.region, quotes(bone)["anatomic_subsite"], bone.flags) == ("Spine", "L3", ("low_contrast",))
    assert StructureResult.model_validate_json(result.model_dump_json()) == result


def test_a_model_is_asked_about_each_focus_and_its_doubts_become_flags() -> None:
    answers: dict[str, dict[str, Any]] = {
        "4.2": {"findings": "Left FDG avid hilar node", "suv_quote": "SUV max 4.2", "suv_max": 4.2,
                "slice_quote": "slice 97", "axial_slice": 97, "subsite_quote": "hilar", "anatomic_subsite": "hilar",
                "organ_quote": "node", "organ": "lymph node", "region_quote": "hilar", "region": "Chest"},
        "9.1": {"findings": "a lesion of L3", "suv_quote": "SUV max 4.2", "suv_max": 4.2,
                "slice_quote": "slice 180", "axial_slice": 180, "subsite_quote": "L3", "anatomic_subsite": "L3",
                "organ_quote": None, "organ": "N/A", "region_quote": "L3", "region": "Abdomen"},
    }  # fmt: skip

    def answer(messages: Sequence[dict[str, str]], schema: dict[str, Any]) -> str:
        focus = messages[-1]["content"].rpartition("<focus>")[2].partition("</focus>")[0]
        return json.dumps(answers[focus.split()[-1]])

    with FakeServer(answer) as server:
        endpoint = EndpointSettings(base_url=server.base_url, model="fake", attempts=1)
        settings = StructureSettings(kind="model", endpoint=endpoint, prompt="structure-v2")
        result = structure(STUDY, [grounded(4.2, 97), grounded(9.1, 180)], settings, PROVENANCE)
    (node,), (refused,) = result.lesions, result.rejections
    assert (node.region, node.flags) == ("Chest", ("low_contrast", "region_by_model"))
    assert (refused.reason, refused.suv_max) == (Reason.UNUSABLE_ANSWER, 9.1)
    assert len(server.requests) == 3
