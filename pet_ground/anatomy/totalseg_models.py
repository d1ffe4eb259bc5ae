"""The networks of one mode of TotalSegmentator, and the label map that they make of a CT. Needs the extra ``anatomy``.

All networks of a mode stay in main memory (a published one has about 31 million weights, 125 MB); only the one at work
is on the graphics card. Moving one there takes some hundredths of a second, so that the five of mode ``full`` need no
more of the card than one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from totalsegmentator.map_to_binary import class_map_5_parts, map_taskid_to_partname_ct

from pet_ground.anatomy import memory, run_folder
from pet_ground.anatomy.classes import ID_OF
from pet_ground.anatomy.label_grids import LabelGrid, label_grid, on_shape
from pet_ground.anatomy.totalseg_network import Network
from pet_ground.anatomy.weights import MODEL_SPACING_MM, MODELS, Mode, model_folder
from pet_ground.imaging import Volume, read_nifti, write_nifti


class Models:
    """The networks of a mode, loaded.

    Args:
        mode: the resolution.
        run: folder of the process; its folder of weights links to the models.
        sha256: of every file of the models, by its path under the weights; files that are not named are not compared.
    """

    def __init__(self, mode: Mode, run: Path, sha256: Mapping[str, str]) -> None:
        self._spacing_mm = MODEL_SPACING_MM[mode]
        self._networks = []
        for dataset, trainer in MODELS[mode]:
            folder = model_folder(dataset, trainer)
            own = {
                Path(name).relative_to(folder).as_posix(): found for name, found in sha256.items() if _in(name, folder)
            }
            self._networks.append((Network(run / run_folder.WEIGHTS / folder, own), _ids_of(dataset, mode)))
        self.device_name = "cuda" if torch.cuda.is_available() else "cpu"
        torch.backends.cudnn.benchmark = True

    def segment(self, ct_path: Path, out: Path, grid: LabelGrid) -> None:
        """Write the label map of a CT.

        Args:
            ct_path: the CT in HU, a NIfTI file.
            out: the label map, uint8, in the CT's order of axes.
            grid: the grid on which it is written.

        Raises:
            MemoryError: the machine does not have the memory that it takes.
        """
        ct = read_nifti(ct_path)
        target = label_grid(ct, grid)
        # TotalSegmentator works in RAS: both axes of the plane run the other way, and which voxel is nearest depends
        # on the direction where two are as near.
        found = on_shape(self._labels_ras(ct), target.shape_kji)[:, ::-1, ::-1]
        write_nifti(target.volume(np.ascontiguousarray(found)), out)

    def _labels_ras(self, ct: Volume) -> NDArray[np.uint8]:
        """Class ids at the models' spacing, axes z, y, x of RAS."""
        image, spacing_mm = zoomed_ras(ct, self._spacing_mm)
        memory.require(max(network.needed_bytes(image.shape) for network, _ in self._networks))
        labels = np.zeros(image.shape, dtype=np.uint8)
        for network, ids in self._networks:
            found = network.labels(image, spacing_mm, torch.device(self.device_name))
            np.copyto(labels, found if ids is None else ids[found], where=found != 0)
        return labels


def zoomed_ras(ct: Volume, to_mm: float) -> tuple[NDArray[Any], list[float]]:
    """A CT at another spacing, axes z, y, x of RAS, and its spacing: TotalSegmentator's own sampling, once.

    It interpolates linearly and cuts the decimals off. The spacing is the float32 of a NIfTI header there.
    """
    xyz = ct.array[:, ::-1, ::-1].transpose(2, 1, 0)
    own_mm = np.array(ct.spacing_mm[::-1], dtype=np.float32).astype(np.float64)
    zoom = own_mm / to_mm
    if np.array_equal(own_mm, [to_mm] * 3):
        return xyz.transpose(2, 1, 0), own_mm[::-1].tolist()
    low = ndimage.zoom(xyz, zoom, output=np.float64, order=1, mode="nearest").astype(np.int32)
    return low.transpose(2, 1, 0), (own_mm / zoom)[::-1].tolist()


def _ids_of(dataset: str, mode: Mode) -> NDArray[np.uint8] | None:
    """The class id of each label of a part; None for a model of all classes."""
    if mode != "full":
        return None
    part = class_map_5_parts[map_taskid_to_partname_ct[int(dataset[7:10])]]
    ids = np.zeros(max(part) + 1, dtype=np.uint8)
    for label, name in part.items():
        ids[label] = ID_OF[name]
    return ids


def _in(name: str, folder: Path) -> bool:
    return Path(name).is_relative_to(folder)
