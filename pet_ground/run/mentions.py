"""The mentions of a table of reports, without studies. They quote the reports as they are: nothing is de-identified."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from pet_ground.config import Pipeline
from pet_ground.errors import ServiceError
from pet_ground.imaging.files import write_beside
from pet_ground.llm import Account, AnswerStore
from pet_ground.reasons import Reason
from pet_ground.records import Report
from pet_ground.reports import TEXT_SUFFIXES, read_report_text, read_reports
from pet_ground.run.private import SECRET_FILE
from pet_ground.run.reading import read_in_order
from pet_ground.run.voters import named_voters, with_voters

FAILED = "failed: "
"""How the counts of reports that failed begin; the reason follows."""


def write_mentions(
    reports: Path,
    out: Path,
    pipeline: Pipeline,
    voters: str | None,
    columns: Mapping[str, str],
    answers: Path | None = None,
) -> tuple[Counter[str], list[Account]]:
    """Write every mention of the reports as JSON Lines, with its sentence: names, dates and numbers in it stay.

    Each report has an id of its own in what is written: the second of one id is ``<id>#2``, and so on.

    Returns counts of kept ones and of reasons, and what each model was asked.

    A report that can't be read, or for which a model voter does not answer, is counted under ``FAILED`` and its reason;
    the others go on.

    Args:
        reports: table or folder of reports, or one text file.
        out: the file to write.
        pipeline: its ``extract`` settings say who reads.
        voters: names of the voters to ask, separated by commas; None asks all.
        columns: the table's columns, where they can't be recognised.
        answers: folder in which the models' answers are kept, so that nothing is asked twice; None keeps none.

    Raises:
        UsageError: bad input, or an unknown voter.
    """
    settings = with_voters(pipeline.extract, named_voters(voters, [pipeline.extract]))
    store = AnswerStore(answers) if answers else None
    counts: Counter[str] = Counter()
    accounts: list[Account] = []
    table = _with_own_ids(_read(reports, columns))
    counts["reports"] = len(table)
    with write_beside(out, SECRET_FILE) as partial, partial.open("w", encoding="utf-8", newline="\n") as stream:
        counts.update(FAILED + one.fault.value for one in table if one.fault is not None)
        texts = ((one.report_id, one.text) for one in table if one.fault is None)
        for result in read_in_order(texts, settings, store, accounts.extend):
            if isinstance(result, ServiceError):
                counts[FAILED + Reason.SERVICE_UNAVAILABLE.value] += 1
                continue
            counts["sentences"] += result.sentences
            counts["empty reports"] += len(result.rejections)
            for mention in result.mentions:
                counts["kept" if mention.reason is None else f"dropped: {mention.reason.value}"] += 1
                stream.write(mention.model_dump_json() + "\n")
    return counts, accounts


def _read(path: Path, columns: Mapping[str, str]) -> list[Report]:
    if path.is_file() and path.suffix.lower() in TEXT_SUFFIXES:
        return [Report(report_id=path.stem, text=read_report_text(path))]
    return read_reports(path, columns or None)


def _with_own_ids(reports: Sequence[Report]) -> list[Report]:
    """The reports, each with an id that no other has: mentions of two must not stand under one."""
    taken = {one.report_id for one in reports}
    seen: Counter[str] = Counter()
    own = []
    for report in reports:
        name = given = report.report_id
        seen[given] += 1
        if seen[given] > 1:
            while (name := f"{given}#{seen[given]}") in taken:
                seen[given] += 1
            taken.add(name)
        own.append(report.model_copy(update={"report_id": name}))
    return own
