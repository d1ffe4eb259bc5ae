"""One build: its folders and settings, as every worker knows them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pet_ground.config import Pipeline
from pet_ground.dataset import DatasetLayout
from pet_ground.records.catalog import WorkOrder
from pet_ground.stages.anatomy import LabelSource


@dataclass(frozen=True, repr=False)
class Job:
    """What the tasks of a build share. It has no ``repr``: Dask writes arguments to its logs.

    Attributes:
        archive: the hospital's archive.
        out: root of the data set.
        private: folder of what must not be published: the key, the link table, the work orders, scratch files.
        pipeline: the configuration.
        labels: folder of given label maps, or None.
        weights: folder of TotalSegmentator's weights, or None.
        key: file of the pseudonyms' key where it is shared between data sets; None for the private folder's own.
        overrides: the override file, or None.
    """

    archive: Path
    out: Path
    private: Path
    pipeline: Pipeline
    labels: Path | None = None
    weights: Path | None = None
    key: Path | None = None
    overrides: Path | None = None

    @property
    def layout(self) -> DatasetLayout:
        """Where the files of the data set lie."""
        return DatasetLayout(self.out)

    @property
    def key_file(self) -> Path:
        """The secret of the pseudonyms."""
        return self.key or self.private / "pseudonym.key"

    @property
    def link_table(self) -> Path:
        """Pseudonyms beside the hospital's ids."""
        return self.private / "link.csv"

    @property
    def quarantine(self) -> Path:
        """The studies that could not be converted, by the hospital's ids, with what is needed to mend them."""
        return self.private / "quarantine.csv"

    @property
    def overridden(self) -> Path:
        """The studies whose work orders may hold an override."""
        return self.private / "overridden.json"

    @property
    def residual(self) -> Path:
        """What the residual gate found in the data set, with the values."""
        return self.private / "residual.csv"

    @property
    def residual_allowed(self) -> Path:
        """Findings of the gate that a person has looked at and allows; written by hand, may be missing."""
        return self.private / "residual_allowed.csv"

    @property
    def scrub_also(self) -> Path:
        """Further names that must leave every report, one a line; written by hand, may be missing."""
        return self.private / "scrub_also.txt"

    @property
    def index_file(self) -> Path:
        """The index of the archive as of the last run."""
        return self.private / "index.json"

    @property
    def header_cache(self) -> Path:
        """What the index has read of each file of the archive, so that the next run reads only new and changed ones."""
        return self.private / "headers.sqlite"

    @property
    def answers(self) -> Path:
        """What the language models answered, by question; they quote the reports."""
        return self.private / "answers"

    @property
    def scratch(self) -> Path:
        """Temporary files; they may hold patient data."""
        return self.private / "scratch"

    @property
    def weights_list(self) -> Path:
        """SHA-256 of the weights of TotalSegmentator that the data set was begun with."""
        return self.private / "weights.sha256"

    @property
    def label_source(self) -> LabelSource:
        """Where the anatomy stage takes label maps from."""
        return LabelSource(self.labels, self.weights, self.scratch, self.weights_list)

    def order_file(self, study_id: str) -> Path:
        """The work order of a study."""
        return self.private / "orders" / f"{study_id}.json"

    def order(self, study_id: str) -> WorkOrder:
        """Read the work order of a study."""
        return WorkOrder.model_validate_json(self.order_file(study_id).read_text(encoding="utf-8"))
