"""Voters, alone and together, on a labelled corpus."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pet_ground import __version__
from pet_ground.config import ExtractSettings, ModelVoterSettings, Pipeline
from pet_ground.errors import ServiceError, UsageError
from pet_ground.evaluation import (
    Corpus,
    Evaluation,
    Match,
    compare,
    errors_as_html,
    errors_as_markdown,
    errors_beside,
    match,
    score_reader,
)
from pet_ground.imaging.files import write_beside
from pet_ground.llm import AnswerStore, Models, open_models
from pet_ground.records import Mention
from pet_ground.records.labelled import LabelledText
from pet_ground.run.voters import named_voters, with_voters
from pet_ground.stages.extract import extract_with

PAGES = {".html": errors_as_html, ".md": errors_as_markdown}

OWNER_ONLY = 0o600
"""Mode of a page of errors, which quotes texts that may be a hospital's own."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the corpus: a voter alone, or the voters of a pipeline together."""

    name: str
    settings: ExtractSettings


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The figures, and the matches of each reader that they come from."""

    evaluation: Evaluation
    matches: Mapping[str, Sequence[Match]]


def readers_of(pipelines: Sequence[Pipeline], voters: str | None = None) -> list[Reader]:
    """Every voter of the pipelines alone, and the voters of a pipeline together where there are several.

    Args:
        pipelines: where there is more than one, readers bear the pipeline's name too.
        voters: names of the voters to ask, separated by commas; None asks all. A pipeline without any of them is left
            out.

    Raises:
        UsageError: no pipeline has a voter of a name, or two pipelines share a name.
    """
    if len({pipeline.name for pipeline in pipelines}) < len(pipelines):
        raise UsageError("the pipelines to compare need different names")
    wanted = named_voters(voters, [pipeline.extract for pipeline in pipelines])
    readers: list[Reader] = []
    for pipeline in pipelines:
        before = f"{pipeline.name}: " if len(pipelines) > 1 else ""
        for reader in _readers(pipeline.extract, wanted):
            if all(reader.settings != other.settings for other in readers):
                readers.append(Reader(before + reader.name, reader.settings))
    return readers


def evaluate_extraction(
    corpus: Corpus,
    readers: Sequence[Reader],
    answers: Path | None = None,
    on_text: Callable[[str], None] | None = None,
) -> Evaluated:
    """Let every reader read every text, and score what it found.

    Args:
        corpus: the labelled texts.
        readers: who reads.
        answers: folder in which the models' replies are kept for the next evaluation; None forgets them at the end.
        on_text: called with the reader's name after each text.

    Raises:
        ConfigurationError: a model can't be opened as it is configured.
    """
    with TemporaryDirectory() as scratch:
        store = AnswerStore(Path(scratch) if answers is None else answers)
        read = asyncio.run(_read(corpus, readers, store, on_text or (lambda _: None)))
    labels = [text.labelled for text in corpus.texts]
    matches: dict[str, list[Match]] = {}
    scores = []
    for reader, (found, seconds) in zip(readers, read, strict=True):
        own = [match(label, mentions or ()) for label, mentions in zip(labels, found, strict=True)]
        matches[reader.name] = own
        voters = [voter.name for voter in reader.settings.voters]
        facts = {"seconds": round(seconds, 3), "unanswered": sum(mentions is None for mentions in found)}
        scores.append(score_reader(reader.name, corpus, own, voters, reader.settings.agreement, **facts))
    status = [mention.status for label in labels for mention in label.mentions]
    evaluation = Evaluation(
        version=__version__,
        corpus_sha256=corpus.sha256,
        texts=len(labels),
        kept=status.count("kept"),
        dropped=status.count("dropped"),
        readers=tuple(scores),
        differences=compare(matches),
    )
    return Evaluated(evaluation, matches)


def check_page(path: Path) -> None:
    """Refuse a page of errors that can't be written, before anything is read.

    Raises:
        UsageError: its ending is neither .html nor .md.
    """
    if path.suffix.lower() not in PAGES:
        raise UsageError(f"a page of errors ends in {' or '.join(PAGES)}, not {path.suffix or 'nothing'}")


def write_errors(path: Path, evaluated: Evaluated) -> int:
    """Write the texts with an error of any reader, side by side, readable by its owner only; returns their number.

    Raises:
        UsageError: the file's ending is neither .html nor .md.
    """
    check_page(path)
    errors = errors_beside(evaluated.matches)
    with write_beside(path, OWNER_ONLY) as partial:
        partial.write_text(PAGES[path.suffix.lower()](errors, list(evaluated.matches)), encoding="utf-8")
    return len(errors)


def _readers(settings: ExtractSettings, names: set[str]) -> list[Reader]:
    together = with_voters(settings, names)
    count = len(together.voters)
    alone = [Reader(voter.name, with_voters(settings, {voter.name})) for voter in together.voters]
    return alone if count < 2 else [*alone, Reader(f"ensemble ({together.agreement} of {count})", together)]


async def _read(
    corpus: Corpus, readers: Sequence[Reader], store: AnswerStore, on_text: Callable[[str], None]
) -> list[tuple[list[tuple[Mention, ...] | None], float]]:
    """What each reader found in each text, and its seconds. The models are opened once; readers take turns."""
    voters = [voter for reader in readers for voter in reader.settings.voters]
    wanted = [voter.endpoint for voter in voters if isinstance(voter, ModelVoterSettings)]
    result = []
    async with open_models(wanted, store) as panel:
        for reader in readers:
            begin = time.monotonic()
            tasks = [_mentions(text.labelled, reader, panel.models, on_text) for text in corpus.texts]
            found = await asyncio.gather(*tasks)
            result.append((list(found), time.monotonic() - begin))
    return result


async def _mentions(
    labelled: LabelledText, reader: Reader, models: Models, on_text: Callable[[str], None]
) -> tuple[Mention, ...] | None:
    """What a reader finds in a text; None where a model did not answer."""
    try:
        return (await extract_with(labelled.text, labelled.id, reader.settings, models)).mentions
    except ServiceError:
        return None
    finally:
        on_text(reader.name)
