"""Finding and reading label maps: what is taken, and every refusal."""

from __future__ import annotations

from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from phantom_labels import BOXES, SHAPE_KJI, label_table, phantom, save

from pet_ground.anatomy import find_label_map, read_label_map
from pet_ground.anatomy.classes import CLASSES, ID_OF
from pet_ground.errors import InputNotFoundError, ItemDropped, ItemError, ItemFailed
from pet_ground.imaging import Volume, read_nifti
from pet_ground.reasons import Reason

CT = phantom()


def refusal(path: Path, kind: type[ItemError], ct: Volume = CT) -> ItemError:
    with pytest.raises(kind) as caught:
        read_label_map(path, ct)
    assert type(caught.value) is kind
    assert str(path.parent) not in caught.value.detail
    return caught.value


class TestFinding:
    def test_a_file_of_any_key_is_found_the_first_key_first(self, tmp_path: Path) -> None:
        for name in ("ACC7.nii.gz", "pseudo.nii.gz"):
            (tmp_path / name).touch()
        assert find_label_map(tmp_path, ["1.2.840.5", "ACC7", "pseudo"]) == tmp_path / "ACC7.nii.gz"
        assert find_label_map(tmp_path, ["pseudo", "ACC7"]) == tmp_path / "pseudo.nii.gz"

    def test_a_folder_of_masks_is_found_and_a_file_goes_before_it(self, tmp_path: Path) -> None:
        (tmp_path / "1.2.840.5").mkdir()
        assert find_label_map(tmp_path, ["1.2.840.5"]) == tmp_path / "1.2.840.5"
        (tmp_path / "1.2.840.5.nii.gz").touch()
        assert find_label_map(tmp_path, ["1.2.840.5"]) == tmp_path / "1.2.840.5.nii.gz"

    def test_a_study_without_a_label_map_has_none(self, tmp_path: Path) -> None:
        assert find_label_map(tmp_path, ["1.2.840.5", "ACC7"]) is None

    @pytest.mark.parametrize("key", ["", ".", "..", "../other", "a/b", "a\\b", "a\0b"])
    def test_a_key_from_a_header_does_not_lead_elsewhere(self, tmp_path: Path, key: str) -> None:
        folder = tmp_path / "labels"
        for path in (folder / "a" / "b", tmp_path / "other"):
            path.mkdir(parents=True)
        (folder / ".nii.gz").touch()
        assert find_label_map(folder, [key]) is None

    def test_a_missing_folder_is_an_error_of_the_call(self, tmp_path: Path) -> None:
        with pytest.raises(InputNotFoundError):
            find_label_map(tmp_path / "gone", ["ACC7"])


class TestMultilabel:
    def test_a_map_in_another_order_of_axes_lands_on_the_ct(self, tmp_path: Path) -> None:
        path = save(tmp_path / "m.nii.gz", CT.array, CT, label_table({n: c.name for n, c in CLASSES.items()}))
        assert read_nifti(path).native_axcodes == ("R", "A", "S")
        labels = read_label_map(path, CT)
        assert labels.array.dtype == np.uint8
        assert np.array_equal(labels.array, CT.array)
        assert labels.native_axcodes == CT.native_axcodes
        assert np.array_equal(labels.affine_lps, CT.affine_lps)

    @pytest.mark.parametrize("dtype", [np.int16, np.int32, np.uint16, np.float32, np.float64])
    def test_whole_numbers_of_any_type_are_ids(self, tmp_path: Path, dtype: type) -> None:
        path = save(tmp_path / "m.nii.gz", CT.array.astype(dtype), CT)
        assert np.array_equal(read_label_map(path, CT).array, CT.array)

    def test_a_map_of_another_shape_is_dropped(self, tmp_path: Path) -> None:
        error = refusal(save(tmp_path / "m.nii.gz", CT.array[1:], CT), ItemDropped)
        assert error.reason is Reason.GEOMETRY_MISMATCH
        assert "(11, 10, 15)" in error.detail

    def test_a_map_beside_the_ct_is_dropped(self, tmp_path: Path) -> None:
        affine = CT.affine_lps.copy()
        affine[2, 3] += 0.5
        error = refusal(save(tmp_path / "m.nii.gz", CT.array, Volume(CT.array, affine)), ItemDropped)
        assert error.reason is Reason.GEOMETRY_MISMATCH

    def test_the_rounding_of_a_header_is_no_mismatch(self, tmp_path: Path) -> None:
        affine = CT.affine_lps.copy()
        affine[:3, 3] += 0.04
        path = save(tmp_path / "m.nii.gz", CT.array, Volume(CT.array, affine))
        assert np.array_equal(read_label_map(path, CT).affine_lps, CT.affine_lps)

    @pytest.mark.parametrize(("value", "said"), [(118, "118"), (-1, "-1")])
    def test_an_unknown_id_fails(self, tmp_path: Path, value: int, said: str) -> None:
        array = CT.array.astype(np.int16)
        array[0, 0, 0] = value
        error = refusal(save(tmp_path / "m.nii.gz", array, CT), ItemFailed)
        assert error.reason is Reason.CORRUPT_FILE
        assert said in error.detail

    @pytest.mark.parametrize("value", [0.5, np.nan, np.inf])
    def test_values_that_are_no_whole_numbers_fail(self, tmp_path: Path, value: float) -> None:
        array = CT.array.astype(np.float32)
        array[0, 0, 0] = value
        error = refusal(save(tmp_path / "m.nii.gz", array, CT), ItemFailed)
        assert (error.reason, error.detail) == (Reason.CORRUPT_FILE, "label ids that are not whole numbers")

    def test_colours_are_no_ids(self, tmp_path: Path) -> None:
        rgb = np.zeros(SHAPE_KJI[::-1], dtype=[("R", "u1"), ("G", "u1"), ("B", "u1")])
        nib.save(nib.Nifti1Image(rgb, np.diag([-1, -1, 1, 1]) @ CT.affine_lps), tmp_path / "m.nii.gz")
        assert refusal(tmp_path / "m.nii.gz", ItemFailed).reason is Reason.CORRUPT_FILE

    @pytest.mark.parametrize("names", [{26: "vertebrae_L6", 5: "liver"}, {118: "left_shoe"}])
    def test_names_of_another_class_map_fail_without_being_repeated(
        self, tmp_path: Path, names: dict[int, str]
    ) -> None:
        error = refusal(save(tmp_path / "m.nii.gz", CT.array, CT, label_table(names)), ItemFailed)
        assert error.reason is Reason.CORRUPT_FILE
        assert str(max(names)) in error.detail
        assert names[max(names)] not in error.detail

    def test_a_table_of_some_classes_with_a_background_is_fine(self, tmp_path: Path) -> None:
        table = '<LabelTable><Label Red="1" Key="0">???</Label>\n<Label Red="1" Key="5"> liver </Label></LabelTable>'
        path = save(tmp_path / "m.nii.gz", CT.array, CT, table)
        assert np.array_equal(read_label_map(path, CT).array, CT.array)

    def test_a_damaged_file_fails(self, tmp_path: Path) -> None:
        path = save(tmp_path / "m.nii.gz", CT.array, CT)
        path.write_bytes(path.read_bytes()[:60])
        assert refusal(path, ItemFailed).reason is Reason.CORRUPT_FILE

    def test_a_file_that_is_gone_fails(self, tmp_path: Path) -> None:
        assert refusal(tmp_path / "m.nii.gz", ItemFailed).reason is Reason.MISSING_FILE


class TestFolderOfMasks:
    def write(self, folder: Path, *names: str) -> Path:
        for name in names:
            mask = np.zeros(SHAPE_KJI, dtype=np.uint8)
            mask[BOXES[name]] = 1
            save(folder / f"{name}.nii.gz", mask, CT)
        return folder

    def test_binary_masks_are_merged_under_the_ids_of_their_names(self, tmp_path: Path) -> None:
        folder = self.write(tmp_path / "study", *BOXES)
        (folder / "statistics.json").write_text("{}")
        assert np.array_equal(read_label_map(folder, CT).array, CT.array)

    def test_a_mask_of_no_class_fails(self, tmp_path: Path) -> None:
        folder = self.write(tmp_path / "study", "liver", "spleen")
        (folder / "liver.nii.gz").rename(folder / "left_shoe.nii.gz")
        error = refusal(folder, ItemFailed)
        assert (error.reason, error.detail) == (Reason.CORRUPT_FILE, "1 of 2 masks are not named after a class")

    def test_masks_that_overlap_fail(self, tmp_path: Path) -> None:
        folder = self.write(tmp_path / "study", "liver", "spleen")
        mask = np.zeros(SHAPE_KJI, dtype=np.uint8)
        mask[5, 2, 1:3] = 1
        save(folder / "stomach.nii.gz", mask, CT)
        error = refusal(folder, ItemFailed)
        assert (error.reason, error.detail) == (Reason.CORRUPT_FILE, "the mask stomach shares 2 voxels with another")

    def test_masks_of_probabilities_fail(self, tmp_path: Path) -> None:
        save(tmp_path / "study" / "liver.nii.gz", np.full(SHAPE_KJI, 0.3, dtype=np.float32), CT)
        assert refusal(tmp_path / "study", ItemFailed).reason is Reason.CORRUPT_FILE

    def test_a_mask_of_another_shape_is_dropped(self, tmp_path: Path) -> None:
        save(tmp_path / "study" / "liver.nii.gz", np.ones((12, 10, 14), dtype=np.uint8), CT)
        assert refusal(tmp_path / "study", ItemDropped).reason is Reason.GEOMETRY_MISMATCH

    def test_a_folder_without_masks_fails(self, tmp_path: Path) -> None:
        (tmp_path / "study").mkdir()
        assert refusal(tmp_path / "study", ItemFailed).reason is Reason.MISSING_FILE


def test_totalsegmentators_own_map_is_read(golden: Path) -> None:
    folder = golden / "totalseg_ref"
    labels = read_label_map(folder / "example_seg.nii.gz", read_nifti(folder / "example_ct_sm.nii.gz"))
    assert labels.shape_kji == (30, 101, 122)
    assert np.count_nonzero(labels.array == ID_OF["liver"]) == 38634
    assert (
        refusal(folder / "example_seg.nii.gz", ItemDropped, read_nifti(folder / "example_ct.nii.gz")).reason
        is Reason.GEOMETRY_MISMATCH
    )
