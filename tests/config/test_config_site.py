"""Site profiles: by hand, from a file, for single scanners, and estimated."""

from __future__ import annotations

from pathlib import Path

import pytest

from pet_ground.config import GroupProfile, SiteProfile, load_pipeline, profile_text, scanner_name
from pet_ground.errors import ConfigurationError, InputNotFoundError

FEET = SiteProfile(origin="feet", base=0, numbered="ct", suv_tolerance=0.3, slice_tolerance_mm=4.5)


def test_a_written_profile_is_read_back_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(profile_text(FEET, {"mentions": 20}), encoding="utf-8")
    assert load_pipeline(None, [f"site={tmp_path / 'ours.yaml'}"]).site == FEET


def test_a_pipeline_names_a_profile_that_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(profile_text(FEET, {}), encoding="utf-8")
    (tmp_path / "pipeline.yaml").write_text("name: ours\nsite: ours.yaml\n", encoding="utf-8")
    pipeline = load_pipeline(tmp_path / "pipeline.yaml", ["site.base=1"])
    assert pipeline.site == FEET.model_copy(update={"base": 1})


def test_auto_asks_for_an_estimate_and_the_rest_stays_settable() -> None:
    assert load_pipeline(None, ["site=auto", "site.psf_fwhm_mm=5"]).site == SiteProfile(psf_fwhm_mm=5, estimate=True)


def test_a_profile_that_is_not_there_is_an_input_error() -> None:
    with pytest.raises(InputNotFoundError):
        load_pipeline(None, ["site=nowhere.yaml"])


@pytest.mark.parametrize("content", ["evidence: {}", "- 1", "site: [", "site: {origin: left}", "site: {unknown: 1}"])
def test_a_file_without_a_valid_site_is_a_configuration_error(tmp_path: Path, content: str) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError):
        load_pipeline(None, [f"site={path}"])


def test_a_scanner_takes_the_site_s_values_where_it_has_none_of_its_own() -> None:
    scanners = ["site.scanners=[{scanner: GE  discovery ste, origin: feet, suv_tolerance: 0.4}]", "site.base=0"]
    pipeline = load_pipeline(None, scanners)
    own = pipeline.for_scanner("GE", "Discovery STE")
    assert (own.site.origin, own.site.base, own.ground.suv_tolerance, own.site.scanners) == ("feet", 0, 0.4, ())
    other = pipeline.for_scanner("SIEMENS", "")
    assert (other.site.origin, other.ground.suv_tolerance) == ("head", pipeline.ground.suv_tolerance)


def test_a_scanner_can_not_be_named_twice() -> None:
    with pytest.raises(ConfigurationError, match="named twice"):
        load_pipeline(None, ["site.scanners=[{scanner: A b}, {scanner: a  B}]"])


GROUPS = (
    "site.scanners=[{scanner: GE, origin: feet, psf_fwhm_mm: 5.0}]",
    "site.groups=[{group: St. Any, origin: head, base: 0}, {group: st. any, scanner: ge, numbered: ct}]",
)


@pytest.mark.parametrize(
    ("maker", "group", "expected"),
    [
        ("Siemens", "", ("head", 1, "pet", 6.5)),
        ("GE", "", ("feet", 1, "pet", 5.0)),
        ("Siemens", "St. Any", ("head", 0, "pet", 6.5)),
        ("GE", "ST.  ANY", ("head", 0, "ct", 5.0)),
        ("GE", "St. Other", ("feet", 1, "pet", 5.0)),
        ("", "St. Any", ("head", 0, "pet", 6.5)),
    ],
)
def test_a_site_group_goes_before_its_scanner_and_the_two_together_before_both(
    maker: str, group: str, expected: tuple[object, ...]
) -> None:
    site = load_pipeline(None, GROUPS).for_scanner(maker, "", group).site
    assert (site.origin, site.base, site.numbered, site.psf_fwhm_mm) == expected
    assert (site.scanners, site.groups) == ((), ())


@pytest.mark.parametrize(
    "groups",
    [
        "[{group: ' '}]",
        "[{scanner: GE}]",
        "[{group: A}, {group: a}]",
        "[{group: A, scanner: B}, {group: a, scanner: b}]",
    ],
)
def test_a_site_group_has_a_name_and_is_not_named_twice(groups: str) -> None:
    with pytest.raises(ConfigurationError):
        load_pipeline(None, [f"site.groups={groups}"])


def test_a_profile_that_names_site_groups_says_so_and_is_read_back(tmp_path: Path) -> None:
    site = SiteProfile(groups=(GroupProfile(group="St. Any", origin="feet"),))
    text = profile_text(site, {})
    assert "names the site groups" in text
    assert "names the site groups" not in profile_text(FEET, {})
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    assert load_pipeline(None, [f"site={tmp_path / 'p.yaml'}"]).site == site


def test_a_scanner_is_called_by_manufacturer_and_model() -> None:
    assert scanner_name(" GE MEDICAL  SYSTEMS ", "Discovery STE") == "GE MEDICAL SYSTEMS Discovery STE"
    assert scanner_name("", "") == ""


def test_table_positions_are_dicom_s_z_unless_the_site_or_a_scanner_says_otherwise() -> None:
    assert SiteProfile(origin="head").table_counts_from == "feet"
    assert SiteProfile(numbered="mm", origin="head").table_counts_from == "head"
    assert SiteProfile(numbered="mm", origin="head", table_origin="feet").table_counts_from == "feet"
    scanners = ["site.scanners=[{scanner: GE, table_origin: head}]"]
    pipeline = load_pipeline(None, scanners)
    assert pipeline.for_scanner("GE", "").site.table_counts_from == "head"
    assert pipeline.for_scanner("SIEMENS", "").site.table_counts_from == "feet"
