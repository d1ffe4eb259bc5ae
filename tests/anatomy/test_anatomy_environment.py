"""Where TotalSegmentator's weights lie, by the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from pet_ground.config.environment import totalsegmentator_weights


def test_the_weights_path_goes_before_the_home_and_that_before_the_users_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.delenv("TOTALSEG_WEIGHTS_PATH", raising=False)
    monkeypatch.delenv("TOTALSEG_HOME_DIR", raising=False)
    assert totalsegmentator_weights() == tmp_path / "user" / ".totalsegmentator" / "nnunet" / "results"
    monkeypatch.setenv("TOTALSEG_HOME_DIR", str(tmp_path / "home"))
    assert totalsegmentator_weights() == tmp_path / "home" / "nnunet" / "results"
    monkeypatch.setenv("TOTALSEG_WEIGHTS_PATH", str(tmp_path / "weights"))
    assert totalsegmentator_weights() == tmp_path / "weights"


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TOTALSEG_WEIGHTS_PATH", "")
    monkeypatch.setenv("TOTALSEG_HOME_DIR", str(tmp_path))
    assert totalsegmentator_weights() == tmp_path / "nnunet" / "results"


def test_without_a_home_no_folder_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("no home")

    monkeypatch.delenv("TOTALSEG_WEIGHTS_PATH", raising=False)
    monkeypatch.delenv("TOTALSEG_HOME_DIR", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert totalsegmentator_weights() is None
