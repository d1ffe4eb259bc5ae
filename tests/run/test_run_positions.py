"""Reports that give signed table positions with decimals: from the report to the lesion, on scanners of either sign."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
from runs import Ran
from two_scanners import GE, SIEMENS, write_hospital

from pet_ground.config import load_pipeline


def test_lesions_are_found_at_their_table_positions_though_two_scanners_count_from_other_ends(
    tmp_path: Path, pet_ground: Callable[..., Ran]
) -> None:
    scanners = ((*SIEMENS, "position-feet"), (*GE, "position-head"))
    hospital = write_hospital(tmp_path, (3, 2), scanners)
    out, lean = tmp_path / "dataset", ("--set", "dataset.figures=true", "--set", "dataset.grid_3mm=false")
    sources = ("--archive", hospital.archive, "--reports", hospital.reports, "--out", out)
    ran = pet_ground("build", *sources, "--set", "site=auto", "--workers", 1, *lean)
    assert ran.code == 0, ran.err
    lesions = pd.read_parquet(out / "lesions.parquet")
    found = sorted(
        (int(index[0]), round(float(suv), 1))
        for index, suv in zip(lesions["peak_index_kji"], lesions["suv_max"], strict=True)
    )
    assert found == sorted(one for part in hospital.lesions.values() for one in part)
    assert lesions["axial_slice"].isna().all()
    assert set(lesions["table_mm"] > 0) == {True, False}
    quoted = [{item["field"]: item["quote"] for item in one} for one in lesions["evidence"]]
    told = [float(one["table_mm"].removesuffix(" mm")) for one in quoted]
    assert told == lesions["table_mm"].tolist()
    site = load_pipeline(None, [f"site={out.with_name('dataset.private') / 'profile.yaml'}"]).site
    ends = {
        site.of_scanner("Siemens Biograph40_TruePoint").table_counts_from,
        site.of_scanner("GE Discovery STE").table_counts_from,
    }
    assert ends == {"feet", "head"}
    assert (site.numbered, site.origin, site.base) == ("pet", "head", 1)
