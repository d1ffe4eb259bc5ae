"""A report and its sentences."""

from __future__ import annotations

from pydantic import model_validator

from pet_ground.reasons import Reason
from pet_ground.records.base import Record


class Report(Record):
    """One report as it came in. It is identified data and never part of a data set.

    ``study_date`` is written YYYYMMDD. At least one of the keys by which it is matched to a study should be there;
    ``report_id`` names the report in messages and in the output of ``extract``. ``site_group`` says which of the
    site's houses or departments wrote it. A report whose text can't be had has the reason in ``fault``, and no text.
    """

    report_id: str
    text: str
    accession_number: str | None = None
    study_instance_uid: str | None = None
    patient_id: str | None = None
    study_date: str | None = None
    site_group: str | None = None
    fault: Reason | None = None
    fault_detail: str = ""

    @model_validator(mode="after")
    def a_report_with_a_fault_has_no_text(self) -> Report:
        if self.fault is not None and self.text:
            raise ValueError(f"a text beside the fault {self.fault.value}")
        return self


class Sentence(Record):
    """A sentence with its place in the report: ``text == report_text[start:end]``, and the section it stands in."""

    start: int
    end: int
    text: str
    section: str

    @model_validator(mode="after")
    def the_span_is_as_long_as_the_text(self) -> Sentence:
        if self.end - self.start != len(self.text):
            raise ValueError(f"span of {self.end - self.start} characters for a text of {len(self.text)}")
        return self
