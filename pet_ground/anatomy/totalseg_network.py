"""One trained network of TotalSegmentator, loaded once, and the labels that it gives a CT. Needs the extra ``anatomy``.

The steps are those of nnU-Net's predictor as TotalSegmentator calls it: nnU-Net's own preprocessing, the same tiles in
the same order, half-precision sums weighted by its Gaussian, the largest logit. What differs is the memory: nnU-Net
holds the logits of all classes for the whole body, 118 numbers per voxel, and hands copies to another process. Here a
plane is finished as soon as the tiles have passed it, so that no more planes are held than a tile is deep, however long
the body is.
"""

from __future__ import annotations

import _codecs
import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from nnunetv2.inference.sliding_window_prediction import compute_gaussian, compute_steps_for_sliding_window
from nnunetv2.utilities.get_network_from_plans import get_network_from_plans
from nnunetv2.utilities.label_handling.label_handling import determine_num_input_channels
from nnunetv2.utilities.plans_handling.plans_handler import PlansManager
from numpy._core.multiarray import scalar
from numpy.typing import NDArray

from pet_ground.anatomy.weights import CHECKPOINT, DATASET, MODEL_FILES, PLANS

CONFIGURATION = "3d_fullres"
"""nnU-Net's name for the configuration of all models of task ``total``."""

TILE_STEP = 0.8
"""Distance of neighbouring tiles, in tiles: TotalSegmentator's for task ``total``."""

GAUSSIAN_SIGMA, GAUSSIAN_PEAK = 1.0 / 8, 10
"""How voxels count within a tile, by their distance from its middle: nnU-Net's."""

HALF_BYTES, FLOAT_BYTES = 2, 4

LAYERS_AT_ONCE = 6
"""Full-size layers of the network that live at the same time: skip connection, concatenation, and the convolutions'
inputs and outputs. Measured, see ``docs/anatomy.md``."""

HARMLESS: list[Any] = [
    scalar,
    (scalar, "numpy.core.multiarray.scalar"),
    np.dtype,
    np.dtypes.Float64DType,
    np.dtypes.Float32DType,
    np.dtypes.Int64DType,
    _codecs.encode,
]
"""What checkpoints of nnU-Net hold besides tensors: single numbers of numpy, in the log of the training. They can't run
code. A checkpoint that asks for anything else is refused."""


class ChangedWeightsError(Exception):
    """A file of the weights is another one than recorded."""


class Network:
    """A network with its weights and nnU-Net's plans, in main memory; it moves to the device for each CT.

    Args:
        folder: the model's folder, with ``MODEL_FILES``.
        sha256: what each of these files must be, by its name; a file that is not named is not compared.

    Raises:
        ChangedWeightsError: a file is another one than expected.
        ValueError: the plans are not of the kind that TotalSegmentator has.
        pickle.UnpicklingError: the checkpoint holds something else than numbers and plain containers.
    """

    def __init__(self, folder: Path, sha256: Mapping[str, str]) -> None:
        files = {name: _checked(folder / name, sha256.get(name)) for name in MODEL_FILES}
        self._plans, self._content = PlansManager(json.loads(files[PLANS])), json.loads(files[DATASET])
        if list(self._plans.transpose_forward) != [0, 1, 2]:
            raise ValueError("plans that turn the axes")
        configuration = self._configuration = self._plans.get_configuration(CONFIGURATION)
        self.tile: tuple[int, int, int] = tuple(int(n) for n in configuration.patch_size)  # type: ignore[assignment]
        self.heads = int(self._plans.get_label_manager(self._content).num_segmentation_heads)
        network = get_network_from_plans(
            configuration.network_arch_class_name,
            configuration.network_arch_init_kwargs,
            configuration.network_arch_init_kwargs_req_import,
            determine_num_input_channels(self._plans, configuration, self._content),
            self.heads,
            allow_init=False,
            deep_supervision=False,
        )
        with torch.serialization.safe_globals(HARMLESS):
            checkpoint = torch.load(io.BytesIO(files[CHECKPOINT]), map_location="cpu", weights_only=True)
        network.load_state_dict(checkpoint["network_weights"])
        self._network = network.eval()

    def needed_bytes(self, shape_zyx: tuple[int, ...]) -> int:
        """About how much memory ``labels`` takes for an image of this shape, besides the weights."""
        z, y, x = (max(n, t) for n, t in zip(shape_zyx, self.tile, strict=True))
        tile = int(np.prod(self.tile))
        widest = int(self._configuration.network_arch_init_kwargs["features_per_stage"][0])
        sums = self.heads * self.tile[0] * y * x * HALF_BYTES
        return sums + tile * FLOAT_BYTES * (2 * self.heads + LAYERS_AT_ONCE * widest) + 5 * FLOAT_BYTES * z * y * x

    def labels(self, image_zyx: NDArray[Any], spacing_zyx_mm: list[float], device: torch.device) -> NDArray[np.uint8]:
        """The label of every voxel of an image at the network's spacing, axes z, y, x of RAS; in HU.

        Raises:
            ValueError: the image has another spacing than the network.
            ArithmeticError: a sum of logits left the range of half precision, as nnU-Net stops too.
        """
        preprocessor = self._configuration.preprocessor_class(verbose=False)
        whole = image_zyx[None].astype(np.float32)
        data, _, facts = preprocessor.run_case_npy(
            whole, None, {"spacing": spacing_zyx_mm}, self._plans, self._configuration, self._content
        )
        if tuple(data.shape[1:]) != tuple(facts["shape_after_cropping_and_before_resampling"]):
            raise ValueError("an image at another spacing than the network's")
        full = np.zeros(facts["shape_before_cropping"], dtype=np.uint8)
        inside = tuple(slice(*ends) for ends in facts["bbox_used_for_cropping"])
        try:
            self._network.to(device)
            with torch.inference_mode():
                full[inside] = self._tiled(torch.from_numpy(data).float(), device)
        finally:
            self._network.to("cpu")
        return full

    def _tiled(self, data: torch.Tensor, device: torch.device) -> NDArray[np.uint8]:
        """The labels of a preprocessed image, shape (1, z, y, x): tile by tile, slab by slab."""
        padded, inner = _padded(data, self.tile)
        tz, ty, tx = self.tile
        gaussian = compute_gaussian(self.tile, GAUSSIAN_SIGMA, GAUSSIAN_PEAK, device=device)
        sums = torch.zeros((self.heads, tz, *padded.shape[2:]), dtype=torch.half, device=device)
        weights = torch.zeros(sums.shape[1:], dtype=torch.half, device=device)
        found = np.empty(padded.shape[1:], dtype=np.uint8)
        at_z, at_y, at_x = compute_steps_for_sliding_window(padded.shape[1:], self.tile, TILE_STEP)
        for z, following in zip(at_z, [*at_z[1:], padded.shape[1]], strict=True):
            for y in at_y:
                for x in at_x:
                    here = (slice(None), slice(y, y + ty), slice(x, x + tx))
                    tile = padded[:, z : z + tz, y : y + ty, x : x + tx].contiguous()
                    logits = self._logits(tile[None].to(device))
                    logits *= gaussian
                    sums[:, *here] += logits
                    weights[here] += gaussian
            finished = following - z
            found[z:following] = _largest(sums[:, :finished], weights[:finished])
            for planes in (*sums, weights):
                planes[: tz - finished] = planes[finished:].clone()
                planes[tz - finished :] = 0
        labels: NDArray[np.uint8] = found[inner]
        return labels

    def _logits(self, tile: torch.Tensor) -> torch.Tensor:
        # Half precision on a graphics card only, as in nnU-Net.
        with torch.autocast("cuda", enabled=tile.device.type == "cuda"):
            logits: torch.Tensor = self._network(tile)[0]
        return logits


def _padded(data: torch.Tensor, tile: tuple[int, int, int]) -> tuple[torch.Tensor, tuple[slice, ...]]:
    """An image of at least a tile's size, zeros around it, more behind than before; and where the image lies in it."""
    lacking = [max(0, wanted - n) for wanted, n in zip(tile, data.shape[1:], strict=True)]
    around = [side for lack in reversed(lacking) for side in (lack // 2, lack - lack // 2)]
    inner = tuple(slice(lack // 2, lack // 2 + n) for lack, n in zip(lacking, data.shape[1:], strict=True))
    return torch.nn.functional.pad(data, around), inner


def _largest(sums: torch.Tensor, weights: torch.Tensor) -> NDArray[np.uint8]:
    """The class of the largest mean logit of each voxel, plane by plane; the first of equal ones."""
    found = np.empty(weights.shape, dtype=np.uint8)
    for plane, (weight, out) in enumerate(zip(weights, found, strict=True)):
        means = sums[:, plane] / weight
        if torch.isinf(means).any():
            raise ArithmeticError("infinite logits")
        out[:] = means.argmax(0).to(torch.uint8).cpu().numpy()
    return found


def _checked(path: Path, sha256: str | None) -> bytes:
    """The bytes of a file. They are hashed and used from memory, so that no other file can come in between."""
    content = path.read_bytes()
    if sha256 is not None and hashlib.sha256(content).hexdigest() != sha256:
        raise ChangedWeightsError(path.name)
    return content
