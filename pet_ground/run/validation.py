"""Whether a data set is what it says: its files, its records, its masks, its splits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import numpy as np

from pet_ground.config import load_pipeline
from pet_ground.dataset import DatasetLayout, changed_files, read_jsonl, read_manifest, stream_jsonl
from pet_ground.errors import InputNotFoundError, ItemFailed, UsageError
from pet_ground.imaging import read_nifti
from pet_ground.records import Lesion, QaPair
from pet_ground.run.finish import AssembleResult, assembled_file
from pet_ground.run.gate import residual_findings
from pet_ground.run.job import Job
from pet_ground.run.ledger import read_entry
from pet_ground.run.tasks import TO_BE_REDONE

VOLUME_TOLERANCE = 1e-3
"""Relative difference allowed between a mask's volume and the record's MTV: rounding of affines to float32."""


def faults_of(root: Path, private: Path | None = None) -> list[str]:
    """Every fault of a data set, a sentence each; none where it is sound.

    Args:
        root: the data set.
        private: its private folder, where the search for identifiers shall be done again; None without it.

    Raises:
        UsageError: there is no manifest, the tables can't be read, or ``private`` is no private folder.
    """
    layout = DatasetLayout(root)
    if not layout.manifest.is_file() and _was_stopped(layout):
        where = "its private folder" if private is None else private
        return [f"it has no manifest, because something in it identifies a person: see residual.csv in {where}"]
    faults = [] if private is None else _residual_faults(root, private)
    faults += [f"{path}: {fault}" for path, fault in changed_files(layout, read_manifest(layout)).items()]
    lesions = read_jsonl(layout.lesions_jsonl, Lesion)
    for lesion in lesions:
        faults += _lesion_faults(lesion, layout)
    # There may be millions of questions: they pass by one at a time.
    splits = _split_faults(chain(lesions, stream_jsonl(layout.qa_jsonl, QaPair)))
    return faults + splits + _double_ids(lesions) + _without_record(lesions, layout)


def _was_stopped(layout: DatasetLayout) -> bool:
    entry = read_entry(assembled_file(layout), AssembleResult)
    return entry is not None and entry.key == TO_BE_REDONE


def _residual_faults(root: Path, private: Path) -> list[str]:
    """The residual gate's findings, without their values."""
    job = Job(archive=private, out=root, private=private, pipeline=load_pipeline())
    if not job.link_table.is_file():
        raise InputNotFoundError(f"{private} holds no link table of a build")
    found = residual_findings(job)
    faults = [f"{one.place}: {one.kind} of a person ({one.study_id or 'no study'})" for one in found]
    return [*faults, f"the next build lists what was found in {job.residual}"] if found else []


def _lesion_faults(lesion: Lesion, layout: DatasetLayout) -> list[str]:
    named = (lesion.pet, lesion.ct, lesion.mask, lesion.pet_3mm, lesion.ct_3mm, lesion.mask_3mm)
    missing = [
        f"{lesion.lesion_id}: {name} is missing" for name in named if name and not (layout.root / name).is_file()
    ]
    if missing:
        return missing
    try:
        mask = read_nifti(layout.root / lesion.mask)
    except (ItemFailed, UsageError) as exc:
        return [f"{lesion.lesion_id}: {exc}"]
    inside = mask.array > 0
    volume_ml = float(inside.sum()) * mask.voxel_ml
    faults = []
    if abs(volume_ml - lesion.mtv_ml) > VOLUME_TOLERANCE * lesion.mtv_ml:
        faults.append(f"{lesion.lesion_id}: the mask holds {volume_ml:.3f} ml, the record says {lesion.mtv_ml:.3f}")
    if any(index >= n for index, n in zip(lesion.peak_index_kji, inside.shape, strict=True)):
        faults.append(f"{lesion.lesion_id}: the mask is smaller than its PET")
    elif not inside[lesion.peak_index_kji]:
        faults.append(f"{lesion.lesion_id}: the peak lies outside the mask")
    if not set(np.unique(mask.array).tolist()) <= {0, 1}:
        faults.append(f"{lesion.lesion_id}: the mask holds other values than 0 and 1")
    return faults


def _split_faults(records: Iterable[Lesion | QaPair]) -> list[str]:
    splits: dict[str, set[str]] = defaultdict(set)
    for record in records:
        splits[record.patient_id].add(str(record.split))
    return [
        f"patient {patient} is in {', '.join(sorted(found))}" for patient, found in splits.items() if len(found) > 1
    ]


def _without_record(lesions: Iterable[Lesion], layout: DatasetLayout) -> list[str]:
    named = {name for one in lesions for name in (one.mask, one.mask_3mm)}
    found = [
        layout.relative(path) for folder in ("masks", "masks_3mm") for path in (layout.root / folder).rglob("*.nii.gz")
    ]
    return [f"{name}: no lesion names it" for name in sorted(set(found) - named)]


def _double_ids(lesions: Iterable[Lesion]) -> list[str]:
    seen: set[str] = set()
    double = [one.lesion_id for one in lesions if one.lesion_id in seen or seen.add(one.lesion_id)]  # type: ignore[func-returns-value]
    return [f"{lesion_id} occurs more than once" for lesion_id in double]
