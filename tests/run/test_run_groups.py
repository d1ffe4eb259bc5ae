"""Site groups are pseudonyms in what a data set holds, and names in what stays at the hospital."""

from __future__ import annotations

from pathlib import Path

from pet_ground.config import SiteProfile, load_pipeline
from pet_ground.dataset import Pseudonyms, load_or_create_key
from pet_ground.grounding.conventions import Estimate
from pet_ground.records import Report
from pet_ground.records.catalog import WorkOrder
from pet_ground.records.profile import Convention, ConventionEvidence, ProfileEvidence, TrialsResult
from pet_ground.run.groups import group_names, with_groups, with_names, without_group_names, without_names
from pet_ground.run.job import Job

GIVEN = "site.groups=[{group: South, origin: feet}, {group: North, base: 0}]"
HEAD = Convention(numbered="pet", origin="head", base=1)
NAMES = {"G1": "North", "G2": "south"}


def job(folder: Path) -> Job:
    return Job(folder, folder / "out", folder / "private", load_pipeline(None, [GIVEN]))


def order(group: str, pseudonym: str) -> WorkOrder:
    report = Report(report_id="r", text="", site_group=group or None)
    told = {"study_id": "S1", "patient_id": "P1", "split": "train", "identifiers": (), "pet_files": (), "ct_files": ()}
    more = {"damaged_files": 0, "label_keys": (), "report": report, "files_sha256": "", "site_group": pseudonym}
    return WorkOrder.model_validate({**told, **more})


def evidence(group: str, scanner: str = "") -> ConventionEvidence:
    return ConventionEvidence(group=group, scanner=scanner, winner=HEAD)


def test_a_profile_s_groups_become_pseudonyms_once_there_is_a_key(tmp_path: Path) -> None:
    before = job(tmp_path)
    assert without_group_names(before) is before
    pseudonyms = Pseudonyms(load_or_create_key(before.key_file))
    after = without_group_names(before)
    told = {one.group: one.origin for one in after.pipeline.site.groups}
    assert told == {pseudonyms.group("South"): "feet", pseudonyms.group("North"): None}
    assert without_group_names(after).pipeline.site == after.pipeline.site
    assert after.pipeline.sha256() != before.pipeline.sha256()


def test_a_profile_without_groups_needs_no_key(tmp_path: Path) -> None:
    plain = Job(tmp_path, tmp_path / "out", tmp_path / "private", load_pipeline())
    load_or_create_key(plain.key_file)
    assert without_group_names(plain) is plain


def test_a_group_is_called_as_most_reports_spell_it() -> None:
    orders = [order("NORTH", "G1"), order("North", "G1"), order("North", "G1"), order("b", "G2"), order("B", "G2")]
    assert group_names([*orders, order("", "")]) == {"G1": "North", "G2": "B"}


def test_studies_without_an_order_have_no_group() -> None:
    results = {"S1": TrialsResult(scanner="A", mentions=1), "S2": TrialsResult(scanner="A", mentions=2)}
    found = with_groups(results, {"S2": order("North", "G1")})
    assert [(one.mentions, one.group) for one in found] == [(1, ""), (2, "G1")]


def test_an_estimate_is_told_by_name_and_unknown_pseudonyms_stay() -> None:
    parts = (evidence("G1"), evidence("G2"), evidence("G3"))
    own = ("A", "site group G1", "site group G2, A")
    found = ProfileEvidence(
        whole=evidence(""), scanners=(evidence("", "A"),), groups=parts, group_scanners=(evidence("G2", "A"),), own=own
    )
    site = load_pipeline(None, ["site.groups=[{group: G2, base: 0}, {group: G1}]"]).site
    made = with_names(Estimate(site, found.model_copy(update={"positions": found})), NAMES)
    assert [one.group for one in made.site.groups] == ["North", "south"]
    for told in (made.evidence, made.evidence.positions):
        assert told is not None
        assert [one.group for one in told.groups] == ["G3", "North", "south"]
        assert told.own == ("A", "site group North", "site group south, A")


def test_names_that_are_known_become_pseudonyms_and_others_stay() -> None:
    site = SiteProfile.model_validate({"groups": [{"group": "SOUTH"}, {"group": "West"}, {"group": "G1"}]})
    assert {one.group for one in without_names(site, NAMES).groups} == {"G2", "West", "G1"}
