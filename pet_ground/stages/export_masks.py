"""Binary masks of anatomical structures as files, for tools that can't take a label map and an id.

Studies come one after the other, as the table of questions has them, so memory stays that of one label map.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Literal, get_args

from scipy.ndimage import find_objects

from pet_ground.anatomy.classes import CLASSES, ID_OF
from pet_ground.dataset import DatasetLayout, TableSet, TableWriter, stream_jsonl
from pet_ground.dataset.layout import SAFE_NAME
from pet_ground.errors import InputNotFoundError, ItemDropped, ItemError, ItemFailed, OutputMismatchError, UsageError
from pet_ground.imaging import Grid, GridMask, LocalMask, Volume, grid_of, read_nifti, resample_masks, write_nifti
from pet_ground.reasons import Reason
from pet_ground.records import ExportedMask, QaPair, Split

MaskGrid = Literal["labels", "3mm"]
"""Grids of exported masks: that of the label map, or the published 3 mm grid of the study's images."""

LIST = "masks.jsonl"


@dataclass(frozen=True)
class MaskChoice:
    """Which masks are exported, and on what grid.

    Attributes:
        classes: names of the classes; empty for all that are asked about.
        splits: parts of the data set; empty for all.
        grid: of the masks.
    """

    classes: frozenset[str] = frozenset()
    splits: frozenset[Split] = frozenset()
    grid: MaskGrid = "labels"

    @classmethod
    def of(cls, classes: Collection[str], splits: Collection[str], grid: str) -> MaskChoice:
        """A choice from the words of a command.

        Raises:
            UsageError: there is no such class, part of the data set, or grid.
        """
        for told, known in ((classes, tuple(ID_OF)), (splits, get_args(Split)), ((grid,), get_args(MaskGrid))):
            if unknown := sorted(set(told) - set(known)):
                raise UsageError(f"{', '.join(unknown)}: not one of {', '.join(known)}")
        parts = frozenset(part for part in get_args(Split) if part in splits)
        return cls(frozenset(classes), parts, "labels" if grid == "labels" else "3mm")

    def takes(self, pair: QaPair) -> bool:
        """Whether the mask of a question is wanted."""
        return (not self.classes or pair.class_name in self.classes) and (not self.splits or pair.split in self.splits)


@dataclass
class Exported:
    """What became of the masks that were asked for: written, or lost, by reason."""

    studies: int = 0
    written: int = 0
    lost: Counter[Reason] = field(default_factory=Counter)


def export_masks(
    root: Path, out: Path, choice: MaskChoice, on_study: Callable[[Exported], None] = lambda _: None
) -> Exported:
    """Write ``<out>/<study_id>/<class>.nii.gz`` for every structure that is asked about, and a list, ``masks.jsonl``.

    A structure with several questions has one mask; the list names them. The names are those of TotalSegmentator, so a
    study's folder is a folder of binary masks as ``--labels`` takes it where the label maps lie on the CTs' grids. The
    masks of an earlier export are removed first.

    Args:
        root: a finished data set.
        out: a new folder, or that of an earlier export.
        choice: which masks.
        on_study: told what has been done after each study.

    Raises:
        InputNotFoundError: there is no table of questions.
        OutputMismatchError: ``out`` lies in the data set, or holds something else.
        UsageError: the table of questions can't be read.
    """
    layout = DatasetLayout(root)
    if not layout.qa_jsonl.is_file():
        raise InputNotFoundError(f"{root} holds no anatomical questions")
    _check_free(root, out)
    _remove_earlier(out)
    done = Exported()
    with TableSet() as files:
        masks = files.table(ExportedMask, jsonl=out / LIST)
        for pairs in _by_study(layout.qa_jsonl, choice):
            done.studies += 1
            _export_study(layout, out, pairs, choice.grid, masks, done)
            on_study(done)
    return done


def _check_free(root: Path, out: Path) -> None:
    if out.resolve().is_relative_to(root.resolve()):
        raise OutputMismatchError("the masks must not lie in the data set, whose manifest lists every file")
    if out.exists() and not out.is_dir():
        raise OutputMismatchError(f"{out} is a file")
    if out.is_dir() and any(out.iterdir()) and not (out / LIST).is_file():
        raise OutputMismatchError(f"{out} is not empty and holds no earlier export; name another folder")


def _remove_earlier(out: Path) -> None:
    """Remove the masks that an earlier export lists: what is not asked for now must not stay beside its list."""
    if not (out / LIST).is_file():
        return
    for one in stream_jsonl(out / LIST, ExportedMask):
        mask = out / one.mask
        if mask.resolve().is_relative_to(out.resolve()):
            mask.unlink(missing_ok=True)


def _by_study(table: Path, choice: MaskChoice) -> Iterator[list[QaPair]]:
    """The wanted questions of one study after the other; the table is sorted by study."""
    wanted = (pair for pair in stream_jsonl(table, QaPair) if choice.takes(pair))
    for study_id, pairs in groupby(wanted, key=attrgetter("study_id")):
        if not SAFE_NAME.fullmatch(study_id):
            raise UsageError(f"{table} has a study whose id can't name a folder")
        yield list(pairs)


def _export_study(
    layout: DatasetLayout,
    out: Path,
    pairs: Sequence[QaPair],
    grid: MaskGrid,
    masks: TableWriter[ExportedMask],
    done: Exported,
) -> None:
    by_class: dict[int, list[QaPair]] = {}
    for pair in pairs:
        by_class.setdefault(pair.class_id, []).append(pair)
    try:
        study = _OpenStudy.of(layout, pairs[0], grid)
    except ItemError as exc:
        done.lost[exc.reason] += len(by_class)
        return
    written = []
    for class_id, asking in by_class.items():
        path = out / asking[0].study_id / f"{CLASSES[class_id].name}.nii.gz"
        try:
            volume_ml = study.write(class_id, path)
        except ItemError as exc:
            done.lost[exc.reason] += 1
            continue
        written.append(_row(asking, path.relative_to(out).as_posix(), volume_ml))
    masks.write(written)
    done.written += len(written)


def _row(asking: Sequence[QaPair], mask: str, volume_ml: float) -> ExportedMask:
    first = asking[0]
    return ExportedMask(
        study_id=first.study_id,
        patient_id=first.patient_id,
        split=first.split,
        class_name=first.class_name,
        class_id=first.class_id,
        mask=mask,
        volume_ml=volume_ml,
        qa_ids=tuple(pair.qa_id for pair in asking),
    )


class _OpenStudy:
    """The masks of a study's label map, on its own grid or on another."""

    def __init__(self, labels: Volume, target: Grid | None) -> None:
        """Find the structures; on another grid all are placed together, wanted or not.

        They share no voxel there either, so what one may take depends on its neighbours, and a mask must not depend on
        which others were asked for.
        """
        found = enumerate(find_objects(labels.array, max(CLASSES)), start=1)
        self._labels, self._boxes = labels, {class_id: box for class_id, box in found if box is not None}
        self._grid = grid_of(labels) if target is None else target
        self._placed: dict[int, GridMask] | None = None
        if target is not None:
            masks = [self._mask(class_id) for class_id in self._boxes]
            placed = resample_masks(grid_of(labels), masks, [None] * len(masks), target)
            self._placed = dict(zip(self._boxes, placed, strict=True))

    @classmethod
    def of(cls, layout: DatasetLayout, pair: QaPair, grid: MaskGrid) -> _OpenStudy:
        """Open the study of a question.

        Raises:
            ItemFailed: a file of it is gone (``missing_file``) or damaged (``corrupt_file``).
        """
        labels = _read(layout.root / pair.label_map)
        return cls(labels, None if grid == "labels" else grid_of(_read(layout.suv_3mm(pair.study_id))))

    def write(self, class_id: int, path: Path) -> float:
        """Write the mask of a class and return its volume in ml.

        Raises:
            ItemDropped: less than most of it lies on the 3 mm grid (``geometry_outside_grid``).
            ItemFailed: the label map does not hold the class (``corrupt_file``).
        """
        if class_id not in self._boxes:
            raise ItemFailed(Reason.CORRUPT_FILE, "the label map does not hold a class that is asked about")
        placed = GridMask(1.0, self._mask(class_id)) if self._placed is None else self._placed[class_id]
        if placed.mask is None:
            raise ItemDropped(Reason.GEOMETRY_OUTSIDE_GRID, f"{placed.covered:.0%} of it lies on the grid")
        mask = placed.mask
        write_nifti(self._grid.volume(mask.full(self._grid.shape_kji)), path)
        return mask.voxels * self._grid.blank.voxel_ml

    def _mask(self, class_id: int) -> LocalMask:
        box = self._boxes[class_id]
        k, j, i = (part.start for part in box)
        return LocalMask((k, j, i), self._labels.array[box] == class_id)


def _read(path: Path) -> Volume:
    if not path.is_file():
        raise ItemFailed(Reason.MISSING_FILE, "a volume of the study is gone")
    return read_nifti(path)
