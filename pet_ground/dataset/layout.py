"""Where every file of a data set lies. Only this module knows the names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

SAFE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")
"""What an id may look like where it names a file: nothing that leads out of its folder or hides the file."""


@dataclass(frozen=True)
class DatasetLayout:
    """The paths of the data set under ``root``.

    Methods that take ids raise ``ValueError`` where an id can't name a file.
    """

    root: Path

    @property
    def lesions_parquet(self) -> Path:
        """One row per lesion."""
        return self.root / "lesions.parquet"

    @property
    def lesions_jsonl(self) -> Path:
        """One line per lesion."""
        return self.root / "lesions.jsonl"

    @property
    def qa_parquet(self) -> Path:
        """One row per anatomical question."""
        return self.root / "qa.parquet"

    @property
    def qa_jsonl(self) -> Path:
        """One line per anatomical question."""
        return self.root / "qa.jsonl"

    @property
    def studies_parquet(self) -> Path:
        """One row per study."""
        return self.root / "studies.parquet"

    @property
    def organ_uptake_parquet(self) -> Path:
        """One row per study and anatomical structure."""
        return self.root / "organ_uptake.parquet"

    @property
    def rejections_parquet(self) -> Path:
        """One row per dropped or failed item."""
        return self.root / "rejections.parquet"

    @property
    def tables(self) -> tuple[Path, ...]:
        """All tables, in both forms."""
        lesions, questions = (self.lesions_parquet, self.lesions_jsonl), (self.qa_parquet, self.qa_jsonl)
        return (*lesions, *questions, self.organ_uptake_parquet, self.studies_parquet, self.rejections_parquet)

    @property
    def card(self) -> Path:
        """The data card."""
        return self.root / "README.md"

    @property
    def manifest(self) -> Path:
        """Versions, hashes, counts, configuration."""
        return self.root / "manifest.json"

    @property
    def state_dir(self) -> Path:
        """What a run remembers for the next one; not part of the data set."""
        return self.root / ".build"

    def state(self, study_id: str, stage: str) -> Path:
        """The result of one stage for one study."""
        return self.state_dir / _safe(study_id) / f"{_safe(stage)}.json"

    def suv(self, study_id: str) -> Path:
        """SUV volume on its native grid."""
        return self.root / "images" / _safe(study_id) / "suv.nii.gz"

    def ct(self, study_id: str) -> Path:
        """CT on its native grid."""
        return self.root / "images" / _safe(study_id) / "ct.nii.gz"

    def study_json(self, study_id: str) -> Path:
        """The study's record, beside its volumes."""
        return self.root / "images" / _safe(study_id) / "study.json"

    def suv_3mm(self, study_id: str) -> Path:
        """SUV volume on the 3 mm grid."""
        return self.root / "images_3mm" / _safe(study_id) / "suv.nii.gz"

    def ct_3mm(self, study_id: str) -> Path:
        """CT on the 3 mm grid."""
        return self.root / "images_3mm" / _safe(study_id) / "ct.nii.gz"

    def mask(self, study_id: str, lesion_id: str) -> Path:
        """A lesion's mask on the native PET grid."""
        return self.root / "masks" / _safe(study_id) / f"{_safe(lesion_id)}.nii.gz"

    def mask_3mm(self, study_id: str, lesion_id: str) -> Path:
        """A lesion's mask on the 3 mm grid."""
        return self.root / "masks_3mm" / _safe(study_id) / f"{_safe(lesion_id)}.nii.gz"

    def labels(self, study_id: str) -> Path:
        """The anatomical label map of the CT, on 3 mm in its field of view or on its own grid."""
        return self.root / "labels" / f"{_safe(study_id)}.nii.gz"

    @property
    def figures_dir(self) -> Path:
        """All figures."""
        return self.root / "figures"

    def lesion_figure(self, study_id: str, lesion_id: str) -> Path:
        """The picture of one lesion."""
        return self.figures_dir / _safe(study_id) / f"{_safe(lesion_id)}.png"

    def overview_figure(self, study_id: str) -> Path:
        """The picture of all lesions of one study."""
        return self.figures_dir / f"{_safe(study_id)}.png"

    def relative(self, path: Path) -> str:
        """A path as records hold it: relative to the root, with forward slashes.

        Raises:
            ValueError: the path lies outside the data set.
        """
        return path.relative_to(self.root).as_posix()


def _safe(name: str) -> str:
    if not SAFE_NAME.fullmatch(name):
        raise ValueError(
            "an id that names a file holds letters, digits, '.', '_' and '-' only, and does not begin with '.'"
        )
    return name
