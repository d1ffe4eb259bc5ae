"""Binary masks from label maps: the voxels of the id, on the grid that was asked for, one study at a time."""

from __future__ import annotations

from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from pet_ground.anatomy import measure_structures, question_answer_pairs, read_label_map
from pet_ground.anatomy.classes import ID_OF
from pet_ground.config import AnatomySettings, TemplateKind
from pet_ground.dataset import DatasetLayout, read_jsonl, write_table
from pet_ground.errors import InputNotFoundError, OutputMismatchError, UsageError
from pet_ground.imaging import Volume, grid_3mm, read_nifti, resample_image, write_nifti
from pet_ground.reasons import Reason
from pet_ground.records import ExportedMask, QaPair, Split, StudyRecord
from pet_ground.stages.export_masks import MaskChoice, export_masks

BOXES = {"liver": (5, 20, 2, 14, 3, 12), "spleen": (6, 15, 12, 20, 20, 27), "kidney_left": (2, 9, 10, 16, 18, 24)}
KINDS: tuple[TemplateKind, ...] = ("petar", "size")


def label_map() -> Volume:
    array = np.zeros((24, 26, 30), np.uint8)
    for name, (k0, k1, j0, j1, i0, i1) in BOXES.items():
        array[k0:k1, j0:j1, i0:i1] = ID_OF[name]
    affine = np.array([[4.0, 0.5, 0.0, -70.0], [-0.5, 4.0, 0.0, -40.0], [0.0, 0.0, 5.0, 300.0], [0.0, 0.0, 0.0, 1.0]])
    return Volume(array, affine, ("R", "A", "S"))


@pytest.fixture
def dataset(tmp_path: Path) -> DatasetLayout:
    """Three studies, one of them in the test split."""
    layout = DatasetLayout(tmp_path / "data")
    labels = label_map()
    pet = labels.like(labels.array.astype(np.float32))
    pairs: list[QaPair] = []
    splits: tuple[Split, ...] = ("train", "train", "test")
    for number, split in enumerate(splits):
        study = StudyRecord(study_id=f"S{number}", patient_id=f"P{number}", split=split, status="kept")
        path = layout.labels(study.study_id)
        write_nifti(labels, path)
        write_nifti(resample_image(pet, grid_3mm(pet), 0.0), layout.suv_3mm(study.study_id))
        asked = AnatomySettings(templates=KINDS, min_volume_share=0)
        pairs += question_answer_pairs(measure_structures(labels, pet, 6.5), study, layout.relative(path), asked)
    write_table(pairs, QaPair, jsonl=layout.qa_jsonl)
    return layout


def listed(out: Path) -> list[ExportedMask]:
    return read_jsonl(out / "masks.jsonl", ExportedMask)


def test_every_structure_has_one_mask_on_the_grid_of_its_label_map(dataset: DatasetLayout, tmp_path: Path) -> None:
    done = export_masks(dataset.root, tmp_path / "out", MaskChoice())
    assert (done.studies, done.written, done.lost) == (3, 9, {})
    label_file = nib.load(dataset.labels("S1"))
    for one in listed(tmp_path / "out"):
        image = nib.load(tmp_path / "out" / one.mask)
        assert one.mask == f"{one.study_id}/{one.class_name}.nii.gz"
        assert image.get_data_dtype() == np.uint8
        assert np.array_equal(image.affine, label_file.affine)
        assert np.array_equal(np.asarray(image.dataobj), np.asarray(label_file.dataobj) == one.class_id)
        assert one.volume_ml == pytest.approx(np.asarray(image.dataobj).sum() * label_map().voxel_ml)
        assert one.qa_ids == (f"{one.study_id}_Q{one.class_id:03d}", f"{one.study_id}_Q{one.class_id:03d}_size")


def test_the_folder_of_a_study_is_a_label_map_of_binary_masks(dataset: DatasetLayout, tmp_path: Path) -> None:
    export_masks(dataset.root, tmp_path / "out", MaskChoice())
    again = read_label_map(tmp_path / "out" / "S2", read_nifti(dataset.labels("S2")))
    assert np.array_equal(again.array, label_map().array)


def test_classes_and_splits_are_chosen(dataset: DatasetLayout, tmp_path: Path) -> None:
    choice = MaskChoice.of(["liver", "spleen"], ["test"], "labels")
    export_masks(dataset.root, tmp_path / "out", choice)
    assert [one.mask for one in listed(tmp_path / "out")] == ["S2/liver.nii.gz", "S2/spleen.nii.gz"]
    assert {one.split for one in listed(tmp_path / "out")} == {"test"}


def test_masks_on_the_3_mm_grid_lie_on_the_studys_images_and_keep_their_volume(
    dataset: DatasetLayout, tmp_path: Path
) -> None:
    export_masks(dataset.root, tmp_path / "out", MaskChoice.of(["liver"], ["test"], "3mm"))
    (one,) = listed(tmp_path / "out")
    mask, image = nib.load(tmp_path / "out" / one.mask), nib.load(dataset.suv_3mm("S2"))
    assert mask.shape == image.shape == (192, 192, 352)
    assert np.array_equal(mask.affine, image.affine)
    assert one.volume_ml == pytest.approx(15 * 12 * 9 * label_map().voxel_ml, rel=0.02)
    # Where the image, which was made of the ids, is the liver's for sure.
    inside = np.abs(np.asarray(image.dataobj) - ID_OF["liver"]) < 1e-3
    assert np.asarray(mask.dataobj)[inside].mean() > 0.99


def test_masks_of_one_study_share_no_voxel_on_the_3_mm_grid_either(dataset: DatasetLayout, tmp_path: Path) -> None:
    labels = label_map()
    labels.array[11:14, 5:9, 5:9] = ID_OF["gallbladder"]  # in the liver, which has lost these voxels
    write_nifti(labels, dataset.labels("S2"))
    asked = [one for one in read_jsonl(dataset.qa_jsonl, QaPair) if one.study_id == "S2" and one.class_name == "liver"]
    bladder = {"class_name": "gallbladder", "class_id": ID_OF["gallbladder"], "qa_id": "S2_Q004"}
    write_table([*asked, asked[0].model_copy(update=bladder)], QaPair, jsonl=dataset.qa_jsonl)
    export_masks(dataset.root, tmp_path / "out", MaskChoice(grid="3mm"))
    held = {one.class_name: one for one in listed(tmp_path / "out")}
    whole = sum(np.asarray(nib.load(tmp_path / "out" / one.mask).dataobj) for one in held.values())
    assert whole.max() == 1
    for name, one in held.items():
        assert one.volume_ml == pytest.approx((labels.array == ID_OF[name]).sum() * labels.voxel_ml, rel=0.02)


def test_a_mask_on_the_3_mm_grid_does_not_depend_on_which_others_are_exported(
    dataset: DatasetLayout, tmp_path: Path
) -> None:
    export_masks(dataset.root, tmp_path / "all", MaskChoice(grid="3mm"))
    export_masks(dataset.root, tmp_path / "one", MaskChoice.of(["spleen"], [], "3mm"))
    for one in listed(tmp_path / "one"):
        assert (tmp_path / "one" / one.mask).read_bytes() == (tmp_path / "all" / one.mask).read_bytes()


def test_a_structure_that_the_3_mm_grid_cuts_off_is_counted(dataset: DatasetLayout, tmp_path: Path) -> None:
    moved = label_map()
    moved.affine_lps[2, 3] += 600.0
    write_nifti(moved, dataset.labels("S2"))
    done = export_masks(dataset.root, tmp_path / "out", MaskChoice.of([], ["test"], "3mm"))
    assert (done.written, done.lost) == (0, {Reason.GEOMETRY_OUTSIDE_GRID: 3})


def test_what_can_not_be_written_is_counted_by_its_reason(dataset: DatasetLayout, tmp_path: Path) -> None:
    dataset.labels("S0").unlink()
    emptied = label_map()
    write_nifti(emptied.like(np.where(emptied.array == ID_OF["spleen"], 0, emptied.array)), dataset.labels("S1"))
    done = export_masks(dataset.root, tmp_path / "out", MaskChoice())
    assert done.lost == {Reason.MISSING_FILE: 3, Reason.CORRUPT_FILE: 1}
    assert done.written == len(listed(tmp_path / "out")) == 5
    assert done.written + sum(done.lost.values()) == 9


@pytest.mark.parametrize(
    ("classes", "splits", "grid", "wrong"),
    [(["liver", "tonsil"], [], "labels", "tonsil"), ([], ["dev"], "labels", "dev"), ([], [], "4mm", "4mm")],
)
def test_a_choice_of_what_does_not_exist_is_a_usage_error(
    classes: list[str], splits: list[str], grid: str, wrong: str
) -> None:
    with pytest.raises(UsageError, match=wrong):
        MaskChoice.of(classes, splits, grid)


def test_masks_do_not_go_into_the_data_set_nor_among_other_files(dataset: DatasetLayout, tmp_path: Path) -> None:
    with pytest.raises(OutputMismatchError, match="data set"):
        export_masks(dataset.root, dataset.root / "masks_of_organs", MaskChoice())
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("x")
    with pytest.raises(OutputMismatchError, match="not empty"):
        export_masks(dataset.root, tmp_path / "full", MaskChoice())
    with pytest.raises(InputNotFoundError):
        export_masks(tmp_path / "full", tmp_path / "out", MaskChoice())


def test_an_export_may_be_repeated(dataset: DatasetLayout, tmp_path: Path) -> None:
    for _ in range(2):
        done = export_masks(dataset.root, tmp_path / "out", MaskChoice())
    assert done.written == len(listed(tmp_path / "out")) == 9


def test_an_id_that_leads_out_of_the_folder_is_refused(dataset: DatasetLayout, tmp_path: Path) -> None:
    text = dataset.qa_jsonl.read_text(encoding="utf-8")
    dataset.qa_jsonl.write_text(text.replace('"study_id":"S0"', '"study_id":"../S0"'), encoding="utf-8")
    with pytest.raises(UsageError, match="can't name a folder"):
        export_masks(dataset.root, tmp_path / "out", MaskChoice())


def test_an_export_into_the_folder_of_an_earlier_one_leaves_no_mask_that_it_does_not_list(
    dataset: DatasetLayout, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    export_masks(dataset.root, out, MaskChoice())
    export_masks(dataset.root, out, MaskChoice(classes=frozenset({"liver"})))
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*.nii.gz")) == [
        f"S{n}/liver.nii.gz" for n in range(3)
    ]
    assert [one.class_name for one in listed(out)] == ["liver"] * 3
