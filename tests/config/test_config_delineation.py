"""The choice of a delineation: closed, by name or with parameters."""

from __future__ import annotations

from pathlib import Path

import pytest

from pet_ground.config import GroundSettings, load_pipeline
from pet_ground.config.delineation import AvgItm, Fixed, Gradient, Huemann2025, Majority, PercentMax
from pet_ground.errors import ConfigurationError


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("gradient", Gradient()),
        ("huemann2025", Huemann2025()),
        ("{kind: percent_max, fraction: 0.5}", PercentMax(fraction=0.5)),
        ("{kind: fixed, suv: 4}", Fixed(suv=4)),
        ("{kind: majority, methods: [avg_itm, {kind: fixed, suv: 3}]}", Majority(methods=(AvgItm(), Fixed(suv=3)))),
    ],
)
def test_a_method_is_named_or_given_with_its_parameters(value: str, expected: object) -> None:
    assert load_pipeline(None, [f"ground.method={value}"]).ground.method == expected


@pytest.mark.parametrize(
    "value",
    [
        "otsu",
        "{kind: percent_max, fraction: 1.5}",
        "{kind: percent_max, share: 0.5}",
        "{kind: fixed, suv: 0}",
        "{kind: percist, liver_mean: 2}",
        "{kind: majority, methods: [avg_itm]}",
        "{kind: majority, methods: [avg_itm, avg_itm]}",
        "{kind: majority, methods: [avg_itm, majority]}",
        "{kind: majority, methods: [avg_itm, percist, {kind: percist, liver_mean: 2, liver_sd: 0.2}]}",
        "{kind: fixed, suv: .inf}",
        "AVG_ITM",
    ],
)
def test_what_is_no_method_is_refused(value: str) -> None:
    with pytest.raises(ConfigurationError, match=r"ground\.method"):
        load_pipeline(None, [f"ground.method={value}"])


EVERY_KIND = (
    "avg_itm", "huemann2025", "percent_max", "a50p", "fixed", "percist", "gradient", "majority",
)  # fmt: skip


@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.parametrize("form", ["{kind}", "{{kind: {kind}}}"], ids=["name", "mapping"])
def test_every_method_is_chosen_in_a_pipelines_yaml(tmp_path: Path, kind: str, form: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(f"name: own\nground:\n  method: {form.format(kind=kind)}\n")
    assert load_pipeline(file).ground.method.kind == kind


def test_the_default_is_avg_itm_among_the_maxima() -> None:
    assert (GroundSettings().search, GroundSettings().method) == ("maxima", AvgItm())


def test_the_method_and_its_parameters_decide_the_result() -> None:
    hashes = {
        load_pipeline(None, [f"ground.method={value}"]).sha256()
        for value in ("avg_itm", "percent_max", "{kind: percent_max, fraction: 0.5}")
    }
    assert len(hashes) == 3
