"""The classes of TotalSegmentator 2.18.0, task ``total``, as pinned in ``classes_total.json``.

The ids mean what they mean in this version only: in task ``total_v3``, for example, id 26 is another vertebra.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

TOTALSEGMENTATOR_VERSION = "2.18.0"
"""The release whose class map is pinned here; the extra ``anatomy`` pins the same one."""

CLASSES_FILE = Path(__file__).with_name("classes_total.json")

BACKGROUND_ID = 0
"""The value of a voxel that belongs to no class."""

Group = Literal["organ", "lung_lobe", "bone", "vertebra", "rib", "vessel", "muscle", "cns"]


@dataclass(frozen=True)
class AnatomicalClass:
    """One structure that a label map can hold.

    Attributes:
        id: its value in a label map, 1 to 117.
        name: TotalSegmentator's name, such as ``lung_upper_lobe_right``.
        readable: the name for people, such as ``right upper lobe of the lung``; it follows "the" in a sentence.
        side: the patient's side where the class is one of a pair or belongs to one side.
        group: the kind of structure.
    """

    id: int
    name: str
    readable: str
    side: Literal["left", "right"] | None
    group: Group


def _load() -> Mapping[int, AnatomicalClass]:
    content = json.loads(CLASSES_FILE.read_text(encoding="utf-8"))
    entries = [AnatomicalClass(**entry) for entry in content["classes"]]
    return MappingProxyType({entry.id: entry for entry in sorted(entries, key=lambda entry: entry.id)})


CLASSES: Mapping[int, AnatomicalClass] = _load()
"""Every class by its id, in id order."""

ID_OF: Mapping[str, int] = MappingProxyType({entry.name: entry.id for entry in CLASSES.values()})
"""The id of every TotalSegmentator name."""

LARGEST_ID = max(CLASSES)
"""The largest value that a label map may hold."""
