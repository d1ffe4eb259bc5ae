"""The real TotalSegmentator, end to end, on weights that the test makes; it needs the extra ``anatomy``."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from ct_phantom import ORGANS, phantom_ct, phantom_truth, save_ct

from pet_ground.anatomy import CLASSES, TotalSegmentatorHome, availability, check_orientation, recorded, segment
from pet_ground.anatomy.classes import ID_OF
from pet_ground.anatomy.label_grids import on_shape
from pet_ground.anatomy.totalseg_process import KEPT
from pet_ground.anatomy.weights import CHECKPOINT, MODELS, Mode, model_folder
from pet_ground.anatomy.weights_list import hashes, write_list
from pet_ground.errors import ItemFailed
from pet_ground.imaging import read_nifti
from pet_ground.reasons import Reason

pytestmark = [
    pytest.mark.totalsegmentator,
    pytest.mark.timeout(900),  # the stock function starts processes for every model, each of which loads torch
    pytest.mark.skipif(importlib.util.find_spec("totalsegmentator") is None, reason="the extra anatomy is missing"),
]

HERE = Path(__file__).parent

# torch and nnU-Net warn when they are imported; they are imported in a process of their own, as in the package.
PINNED = """
import json
from totalsegmentator.map_tasks_config import TASK_CONFIGS, TASK_ID_WEIGHTS_CONFIGS
from totalsegmentator.map_to_binary import class_map
modes = {}
for mode, config in TASK_CONFIGS["total"]["sub_modes"].items():
    ids = config["task_id"] if isinstance(config["task_id"], list) else [config["task_id"]]
    modes[mode] = [config["resample"], [[TASK_ID_WEIGHTS_CONFIGS[n]["foldername"], config["trainer"]] for n in ids]]
releases = [TASK_ID_WEIGHTS_CONFIGS[n]["version"] for n in (291, 292, 293, 294, 295, 297, 298)]
print(json.dumps({"classes": class_map["total"], "modes": modes, "releases": releases}))
"""


OLDER = "Dataset297_TotalSegmentator_total_3mm_1559subj_v204"
"""A folder of an older release, which TotalSegmentator deletes wherever it finds it."""

COARSE, FINE = (4.0, 4.0, 5.0), (2.6, 3.1, 4.4)


def script(name: str, *arguments: object) -> None:
    subprocess.run([sys.executable, "-W", "ignore", HERE / name, *map(str, arguments)], check=True, capture_output=True)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("weights")
    for mode, kind in (("fastest", "random"), ("fast", "bands"), ("full", "random")):
        script("make_weights.py", folder, mode, kind)
    (folder / OLDER).mkdir()
    yield folder
    KEPT.close()


def stock(home: Path, weights: Path, mode: Mode, cts: list[Path]) -> list[Path]:
    """The label maps of TotalSegmentator's own function. Its weights are copies: it deletes older ones."""
    for dataset, _ in MODELS[mode]:
        shutil.copytree(weights / dataset, home / "weights" / dataset)
    outs = [ct.with_name(f"stock_{ct.name}") for ct in cts]
    pairs = [path for pair in zip(cts, outs, strict=True) for path in pair]
    script("stock_run.py", home / "home", home / "weights", mode, *pairs)
    return outs


def assert_same(ours: Path, theirs: Path) -> None:
    one, other = nib.load(ours), nib.load(theirs)
    assert one.get_data_dtype() == other.get_data_dtype() == np.uint8
    np.testing.assert_array_equal(one.affine, other.affine)
    np.testing.assert_array_equal(np.asanyarray(one.dataobj), np.asanyarray(other.dataobj))


def test_the_class_map_and_the_models_are_those_of_the_installed_version() -> None:
    found = json.loads(subprocess.run([sys.executable, "-c", PINNED], check=True, capture_output=True).stdout)
    assert {int(n): name for n, name in found["classes"].items()} == {n: c.name for n, c in CLASSES.items()}
    names = {"full": "default", "fast": "fast", "fastest": "fastest"}
    spacing_mm = {"full": 1.5, "fast": 3.0, "fastest": 6.0}
    for mode, models in MODELS.items():
        spacing, theirs = found["modes"][names[mode]]
        assert spacing == spacing_mm[mode]
        assert [tuple(model) for model in theirs] == list(models)
    assert set(found["releases"]) == {"v2.0.0-weights"}


def test_made_weights_make_every_mode_available(weights: Path) -> None:
    for mode in MODELS:
        found = availability(mode, TotalSegmentatorHome(weights))
        assert found.ready, found.why


def test_kept_networks_give_the_labels_of_the_stock_function_voxel_for_voxel(weights: Path, tmp_path: Path) -> None:
    cases = [("RAS", COARSE, 0.0), ("LPS", COARSE, 0.0), ("IPL", FINE, 9.0)]
    cts = [save_ct(tmp_path / f"{codes}.nii.gz", phantom_ct(mm, codes, tilt)) for codes, mm, tilt in cases]
    for ct, theirs in zip(cts, stock(tmp_path, weights, "fastest", cts), strict=True):
        ours = ct.with_name(f"ours_{ct.name}")
        segment(ct, ours, "fastest", tmp_path / "scratch", TotalSegmentatorHome(weights))
        assert_same(ours, theirs)
        assert len(np.unique(np.asanyarray(nib.load(ours).dataobj))) > 10, "labels that a mistake would change"


@pytest.mark.parametrize(("mode", "codes"), [("fast", "LAS"), ("full", "SRP")])
def test_other_modes_give_the_labels_of_the_stock_function_too(
    weights: Path, tmp_path: Path, mode: Mode, codes: str
) -> None:
    part = phantom_ct(COARSE).slicer[8:44, 6:40, 20:44]
    change = nib.orientations.ornt_transform(*(nib.orientations.axcodes2ornt(one) for one in ("RAS", codes)))
    ct = save_ct(tmp_path / "ct.nii.gz", part.as_reoriented(change))
    (theirs,) = stock(tmp_path, weights, mode, [ct])
    segment(ct, tmp_path / "ours.nii.gz", mode, tmp_path / "scratch", TotalSegmentatorHome(weights))
    assert_same(tmp_path / "ours.nii.gz", theirs)


@pytest.mark.parametrize("spacing_mm", [COARSE, FINE])
@pytest.mark.parametrize("codes", ["RAS", "LPS", "PIR"])
def test_left_and_right_above_and_below_are_named_right_in_every_orientation(
    weights: Path, tmp_path: Path, codes: str, spacing_mm: tuple[float, float, float]
) -> None:
    ct = save_ct(tmp_path / "ct.nii.gz", phantom_ct(spacing_mm, codes))
    segment(ct, tmp_path / "out.nii.gz", "fast", tmp_path / "scratch", TotalSegmentatorHome(weights))
    image, source = nib.load(tmp_path / "out.nii.gz"), nib.load(ct)
    assert image.shape == source.shape
    np.testing.assert_array_equal(image.affine, source.affine)
    labels = np.asanyarray(image.dataobj)
    truth = phantom_truth(spacing_mm, codes)
    for name, *_ in ORGANS:
        assert np.mean(labels[truth[name]] == ID_OF[name]) > 0.99, name
    check_orientation(read_nifti(tmp_path / "out.nii.gz"))


def test_a_small_map_is_the_map_of_the_ct_at_3_mm(weights: Path, tmp_path: Path) -> None:
    ct, home = save_ct(tmp_path / "ct.nii.gz", phantom_ct((1.7, 2.2, 4.4), "LPS")), TotalSegmentatorHome(weights)
    segment(ct, tmp_path / "3mm.nii.gz", "fast", tmp_path / "scratch", home, "3mm")
    full, small = read_nifti(ct), read_nifti(tmp_path / "3mm.nii.gz")
    assert full.shape_kji == (75, 86, 147)
    assert small.shape_kji == (75, 63, 83), "an axis that is coarser than 3 mm keeps its voxels"
    ends = [(0, 0, 0), tuple(n - 1 for n in full.shape_kji)]
    np.testing.assert_allclose(
        small.to_lps([(0, 0, 0), tuple(n - 1 for n in small.shape_kji)]), full.to_lps(ends), atol=1e-3
    )
    for name, truth in phantom_truth((1.7, 2.2, 4.4), "LPS").items():
        core = on_shape(truth.transpose(2, 1, 0).astype(np.uint8), small.shape_kji) > 0
        assert np.mean(small.array[core] == ID_OF[name]) > 0.99, name


def test_the_network_is_loaded_once_and_the_weights_are_left_as_they_are(weights: Path, tmp_path: Path) -> None:
    KEPT.close()
    home = TotalSegmentatorHome(weights)
    before = {path: path.stat().st_mtime_ns for path in weights.rglob("*")}
    ct = save_ct(tmp_path / "ct.nii.gz", phantom_ct((6.0, 6.0, 6.0)))
    seconds = []
    for n in range(3):
        start = time.monotonic()
        segment(ct, tmp_path / f"{n}.nii.gz", "fastest", tmp_path / "scratch", home)
        seconds.append(time.monotonic() - start)
        assert len(list((tmp_path / "scratch").iterdir())) == 1, "one process, one folder"
    assert max(seconds[1:]) < seconds[0]
    assert {path: path.stat().st_mtime_ns for path in weights.rglob("*")} == before
    KEPT.close()
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_checkpoint_that_is_changed_after_it_was_recorded_is_not_loaded(weights: Path, tmp_path: Path) -> None:
    own = tmp_path / "weights"
    shutil.copytree(weights, own)
    listed = TotalSegmentatorHome(own, (tmp_path / "weights.sha256",))
    write_list(tmp_path / "weights.sha256", hashes(own, "fastest"))
    assert len(recorded("fastest", listed)) == 3
    ct = save_ct(tmp_path / "ct.nii.gz", phantom_ct((6.0, 6.0, 6.0)))
    segment(ct, tmp_path / "first.nii.gz", "fastest", tmp_path / "scratch", listed)
    KEPT.close()
    checkpoint = own / model_folder(*MODELS["fastest"][0]) / CHECKPOINT
    checkpoint.write_bytes(checkpoint.read_bytes() + b"\0")
    with pytest.raises(ItemFailed) as caught:
        segment(ct, tmp_path / "out.nii.gz", "fastest", tmp_path / "scratch", listed)
    assert "ChangedWeightsError" in caught.value.detail
    assert not (tmp_path / "out.nii.gz").exists()


RUNS_CODE = """
import os, sys, torch
class Payload:
    def __reduce__(self):
        return os.mkdir, (sys.argv[2],)
torch.save({"network_weights": {}, "payload": Payload()}, sys.argv[1])
"""


def test_a_checkpoint_that_would_run_code_is_refused(weights: Path, tmp_path: Path) -> None:
    own = tmp_path / "weights"
    shutil.copytree(weights, own)
    checkpoint = own / model_folder(*MODELS["fastest"][0]) / CHECKPOINT
    subprocess.run([sys.executable, "-W", "ignore", "-c", RUNS_CODE, checkpoint, tmp_path / "ran"], check=True)
    ct = save_ct(tmp_path / "ct.nii.gz", phantom_ct((6.0, 6.0, 6.0)))
    with pytest.raises(ItemFailed) as caught:
        segment(ct, tmp_path / "out.nii.gz", "fastest", tmp_path / "scratch", TotalSegmentatorHome(own))
    assert "UnpicklingError" in caught.value.detail
    assert not (tmp_path / "ran").exists()


def test_a_damaged_checkpoint_fails_the_item_and_names_no_path(weights: Path, tmp_path: Path) -> None:
    own = tmp_path / "weights"
    shutil.copytree(weights, own)
    (own / model_folder(*MODELS["fastest"][0]) / CHECKPOINT).write_bytes(b"no checkpoint")
    ct = save_ct(tmp_path / "ct.nii.gz", phantom_ct((6.0, 6.0, 6.0)))
    with pytest.raises(ItemFailed) as caught:
        segment(ct, tmp_path / "out.nii.gz", "fastest", tmp_path / "scratch", TotalSegmentatorHome(own))
    assert caught.value.reason is Reason.SERVICE_UNAVAILABLE
    assert "TotalSegmentator stopped: " in caught.value.detail
    assert "/" not in caught.value.detail
    assert not (tmp_path / "out.nii.gz").exists()
    assert list((tmp_path / "scratch").iterdir()) == []


def command(*arguments: object) -> str:
    """``pet-ground`` as a user runs it; longer than other tests may: it waits for torch."""
    line = [sys.executable, "-m", "pet_ground", *map(str, arguments)]
    return subprocess.run(line, check=True, capture_output=True, text=True, timeout=800).stdout


def test_a_build_segments_the_cts_of_the_demo_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script("make_weights.py", tmp_path / "weights", "fastest", "tissues")
    monkeypatch.setenv("TOTALSEG_WEIGHTS_PATH", str(tmp_path / "weights"))
    demo, out = tmp_path / "demo", tmp_path / "dataset"
    command("demo", demo, "--studies", 1)
    chosen = ["anatomy.mode=fastest", "anatomy.labels_grid=ct", "dataset.figures=false", "dataset.grid_3mm=false"]
    settings = [part for one in chosen for part in ("--set", one)]
    where = ["--archive", demo / "archive", "--reports", demo / "reports.csv", "--out", out, "--workers", 1]
    command("build", *where, *settings)
    assert len((tmp_path / "dataset.private" / "weights.sha256").read_text().splitlines()) == 3
    (ours,), (ct,) = (out / "labels").glob("*.nii.gz"), (out / "images").glob("*/ct.nii.gz")
    named = {json.loads(line)["class_name"] for line in (out / "qa.jsonl").read_text().splitlines()}
    assert named == {"lung_upper_lobe_left", "sacrum"}
    (truth_file,) = (demo / "labels").glob("*.nii.gz")
    truth, labels = read_nifti(truth_file), read_nifti(ours)
    assert labels.same_grid(truth, 0.1)
    lung = labels.array == ID_OF["lung_upper_lobe_left"]
    assert np.mean(lung[np.isin(truth.array, [c.id for c in CLASSES.values() if c.group == "lung_lobe"])]) > 0.9
    assert np.mean(lung[truth.array == ID_OF["liver"]]) < 0.01
    assert np.mean((labels.array == ID_OF["sacrum"])[truth.array == ID_OF["hip_left"]]) > 0.5
    copied = tmp_path / "stock" / "ct.nii.gz"
    copied.parent.mkdir()
    shutil.copy(ct, copied)
    (theirs,) = stock(tmp_path / "stock", tmp_path / "weights", "fastest", [copied])
    assert_same(ours, theirs)
