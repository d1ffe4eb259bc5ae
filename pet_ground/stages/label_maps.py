"""The label map that a user gave for a study, for the grounding of its mentions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pet_ground.anatomy import check_orientation, read_label_map
from pet_ground.errors import ItemError
from pet_ground.imaging import Volume
from pet_ground.records import Mention


def usable_labels(given: Path | None, ct: Volume | None) -> Volume | None:
    """A given label map on the grid of its CT; None where there is none that grounding may rest on.

    What is wrong with a label map, the anatomy stage says: it reads the same one, and books the reason.

    Args:
        given: a NIfTI file or a folder of binary masks, or None.
        ct: the CT on whose grid it lies, or None.

    Returns:
        uint8 [k, j, i] of class ids, 0 for background, in the frame of the study's PET, on the CT's grid.
    """
    if given is None or ct is None:
        return None
    try:
        labels = read_label_map(given, ct)
        check_orientation(labels)
    except ItemError:
        return None
    return labels


def labels_for(mentions: Sequence[Mention], given: Path | None, ct: Volume | None) -> Volume | None:
    """The same for the mentions of a report; None, too, where none is kept: reading a label map takes seconds."""
    return usable_labels(given, ct) if any(one.status == "kept" for one in mentions) else None
