"""The mentions of a table of reports, without studies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from pet_ground.config import ExtractSettings, Pipeline
from pet_ground.errors import ServiceError, UsageError
from pet_ground.imaging.files import write_beside
from pet_ground.reasons import Reason
from pet_ground.records import Report
from pet_ground.reports import read_report_text, read_reports
from pet_ground.run.private import SECRET_FILE
from pet_ground.stages.extract import extract

FAILED = f"failed: {Reason.SERVICE_UNAVAILABLE.value}"


def write_mentions(
    reports: Path, out: Path, pipeline: Pipeline, voters: str | None, columns: Mapping[str, str]
) -> Counter[str]:
    """Write every mention of the reports as JSON Lines; returns counts of kept ones and of reasons.

    A report for which a model voter does not answer is counted under ``FAILED``; the others go on.

    Raises:
        UsageError: bad input, or an unknown voter.
    """
    settings = _asked(pipeline.extract, voters)
    counts: Counter[str] = Counter()
    table = _read(reports, columns)
    counts["reports"] = len(table)
    with write_beside(out, SECRET_FILE) as partial, partial.open("w", encoding="utf-8", newline="\n") as stream:
        for report in table:
            try:
                result = extract(report.text, report.report_id, settings)
            except ServiceError:
                counts[FAILED] += 1
                continue
            counts["sentences"] += result.sentences
            counts["empty reports"] += len(result.rejections)
            for mention in result.mentions:
                counts["kept" if mention.reason is None else f"dropped: {mention.reason.value}"] += 1
                stream.write(mention.model_dump_json() + "\n")
    return counts


def _read(path: Path, columns: Mapping[str, str]) -> list[Report]:
    if path.is_file() and path.suffix.lower() == ".txt":
        return [Report(report_id=path.stem, text=read_report_text(path))]
    return read_reports(path, columns or None)


def _asked(settings: ExtractSettings, names: str | None) -> ExtractSettings:
    if names is None:
        return settings
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    chosen = tuple(voter for voter in settings.voters if voter.name in wanted)
    unknown = set(wanted) - {voter.name for voter in chosen}
    if unknown or not chosen:
        known = ", ".join(voter.name for voter in settings.voters)
        raise UsageError(f"the pipeline has the voters {known}; not {', '.join(sorted(unknown)) or 'none'}")
    return settings.model_copy(update={"voters": chosen, "agreement": min(settings.agreement, len(chosen))})
