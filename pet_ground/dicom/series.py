"""The slices of one series as a volume: sorted along their normal, each with its own rescale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pet_ground.dicom.frames import Frame, read_frames
from pet_ground.dicom.stack import Stack, arrange
from pet_ground.errors import ItemFailed
from pet_ground.imaging.volume import LPS_FROM_RAS, Volume, canonical
from pet_ground.reasons import Reason


@dataclass(frozen=True, eq=False)
class SliceStack:
    """The slices of a series in the order of their positions, and the geometry that they span."""

    slices: tuple[Frame, ...]
    stack: Stack


def read_slices(files: Sequence[Path]) -> SliceStack:
    """Read the files of one series, once each, and put them in order.

    Raises:
        ItemFailed: ``corrupt_file``, ``missing_file``.
        ItemDropped: ``geometry_*``.
    """
    slices = [frame for path in files for frame in read_frames(path)]
    stack = arrange(
        [one.position_lps_mm for one in slices],
        [one.orientation for one in slices],
        [one.spacing_mm for one in slices],
        [one.pixels.shape for one in slices],
        lambda a, b: slices[a].slope == slices[b].slope and np.array_equal(slices[a].pixels, slices[b].pixels),
    )
    return SliceStack(tuple(slices[index] for index in stack.order), stack)


def to_volume(stack: SliceStack, factors: Sequence[float]) -> Volume:
    """A float32 volume: (raw x slope + intercept) x factor, slice by slice.

    Raises:
        ItemFailed: ``corrupt_file`` where a value is not finite.
    """
    first = stack.slices[0].pixels
    array = np.empty((len(stack.slices), *first.shape), dtype=np.float32)
    for plane, one, factor in zip(array, stack.slices, factors, strict=True):
        np.multiply(one.pixels, one.slope * factor, out=plane, casting="unsafe")
        if one.intercept:
            np.add(plane, one.intercept * factor, out=plane)
    if not np.isfinite((array.min(), array.max())).all():
        raise ItemFailed(Reason.CORRUPT_FILE, "values beyond what a float32 holds")
    return canonical(array.transpose(2, 1, 0), LPS_FROM_RAS @ stack.stack.affine_lps)


def to_hounsfield(stack: SliceStack) -> Volume:
    """A CT in Hounsfield units: int16 where every value is a whole number that fits, else float32."""
    volume = to_volume(stack, [1.0] * len(stack.slices))
    rounded = np.rint(volume.array)
    limits = np.iinfo(np.int16)
    whole = np.array_equal(rounded, volume.array) and rounded.min() >= limits.min and rounded.max() <= limits.max
    return volume.like(rounded.astype(np.int16)) if whole else volume
