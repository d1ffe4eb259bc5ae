"""The real TotalSegmentator, end to end, on random weights that the test makes; it needs the extra ``anatomy``."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from pet_ground.anatomy import CLASSES, TotalSegmentatorHome, availability, segment
from pet_ground.anatomy.weights import MODELS, model_folder
from pet_ground.errors import ItemFailed
from pet_ground.imaging import read_nifti
from pet_ground.reasons import Reason

pytestmark = [
    pytest.mark.totalsegmentator,
    pytest.mark.skipif(importlib.util.find_spec("totalsegmentator") is None, reason="the extra anatomy is missing"),
]

MODE = "fastest"

# torch and nnU-Net warn when they are imported; they are imported in a process of their own, as in the package.
MAKE_WEIGHTS = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from phantom_weights import write_phantom_weights
write_phantom_weights(Path(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5])
"""

PINNED = """
import json
from totalsegmentator.map_tasks_config import TASK_CONFIGS, TASK_ID_WEIGHTS_CONFIGS
from totalsegmentator.map_to_binary import class_map
modes = {}
for mode, config in TASK_CONFIGS["total"]["sub_modes"].items():
    ids = config["task_id"] if isinstance(config["task_id"], list) else [config["task_id"]]
    modes[mode] = [[TASK_ID_WEIGHTS_CONFIGS[n]["foldername"], config["trainer"]] for n in ids]
print(json.dumps({"classes": class_map["total"], "modes": modes}))
"""


OLDER = "Dataset297_TotalSegmentator_total_3mm_1559subj_v204"
"""A folder of an older release, which TotalSegmentator deletes wherever it finds it."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> TotalSegmentatorHome:
    weights = tmp_path_factory.mktemp("weights")
    for dataset, trainer in MODELS[MODE]:
        here = str(Path(__file__).parent)
        subprocess.run([sys.executable, "-c", MAKE_WEIGHTS, here, str(weights), dataset, trainer, MODE], check=True)
    (weights / OLDER).mkdir()
    return TotalSegmentatorHome(weights)


def write_ct(path: Path, axcodes: str) -> None:
    """A noisy ellipsoid in air, no two axes alike, in the given order of axes."""
    shape = (50, 40, 61)
    grid = np.meshgrid(*[np.linspace(-1, 1, n) for n in shape], indexing="ij")
    body = (grid[0] / 0.8) ** 2 + (grid[1] / 0.6) ** 2 + ((grid[2] - 0.1) / 0.9) ** 2 < 1
    hu = np.where(body, 40 + 300 * grid[0] + 200 * grid[2], -1000) + np.random.default_rng(3).normal(0, 20, shape)
    image = nib.Nifti1Image(hu.astype(np.int16), np.diag([4.0, 5.0, 3.0, 1.0]))
    change = nib.orientations.ornt_transform(
        nib.orientations.axcodes2ornt("RAS"), nib.orientations.axcodes2ornt(axcodes)
    )
    nib.save(image.as_reoriented(change), path)


def test_the_class_map_and_the_models_are_those_of_the_installed_version() -> None:
    found = json.loads(subprocess.run([sys.executable, "-c", PINNED], check=True, capture_output=True).stdout)
    assert {int(n): name for n, name in found["classes"].items()} == {n: c.name for n, c in CLASSES.items()}
    names = {"full": "default", "fast": "fast", "fastest": "fastest"}
    for mode, models in MODELS.items():
        assert [tuple(model) for model in found["modes"][names[mode]]] == list(models)


def test_phantom_weights_make_it_available(home: TotalSegmentatorHome) -> None:
    assert availability(MODE, home).ready, availability(MODE, home).why
    assert not availability("full", home).ready


def test_a_run_gives_labels_on_the_ct_grid_whatever_the_order_of_axes(
    home: TotalSegmentatorHome, tmp_path: Path
) -> None:
    results = {}
    for axcodes in ("RAS", "LPS"):
        ct, out, scratch = (tmp_path / axcodes / name for name in ("ct.nii.gz", "labels.nii.gz", "scratch"))
        ct.parent.mkdir()
        write_ct(ct, axcodes)
        segment(ct, out, MODE, scratch, home)
        image, source = nib.load(out), nib.load(ct)
        assert image.get_data_dtype() == np.uint8
        assert image.shape == source.shape
        np.testing.assert_allclose(image.affine, source.affine)
        assert list(scratch.iterdir()) == [], "copies of the CT are removed"
        results[axcodes] = read_nifti(out)
    assert home.weights is not None
    assert (home.weights / OLDER).is_dir(), "the shared weights are left as they are"
    # The same patient, so the same labels: random ones, but not a flat map.
    assert len(np.unique(results["RAS"].array)) > 3
    assert np.array_equal(results["RAS"].array, results["LPS"].array)


def test_a_damaged_checkpoint_fails_the_item_and_names_no_path(home: TotalSegmentatorHome, tmp_path: Path) -> None:
    ((dataset, trainer),) = MODELS[MODE]
    assert home.weights is not None
    for source in (home.weights / dataset).rglob("*.json"):
        target = tmp_path / "weights" / source.relative_to(home.weights)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    checkpoint = tmp_path / "weights" / model_folder(dataset, trainer) / "fold_0" / "checkpoint_final.pth"
    checkpoint.parent.mkdir()
    checkpoint.write_bytes(b"no checkpoint")
    write_ct(tmp_path / "ct.nii.gz", "LPS")
    with pytest.raises(ItemFailed) as caught:
        segment(
            tmp_path / "ct.nii.gz", tmp_path / "out.nii.gz", MODE, tmp_path, TotalSegmentatorHome(tmp_path / "weights")
        )
    assert caught.value.reason is Reason.SERVICE_UNAVAILABLE
    assert "TotalSegmentator stopped: " in caught.value.detail
    assert "/" not in caught.value.detail
    assert not (tmp_path / "out.nii.gz").exists()
