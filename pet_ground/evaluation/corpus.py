"""A corpus of labelled texts: JSON Lines, in one file or in a folder of files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from pet_ground.errors import InputNotFoundError, UsageError
from pet_ground.records.labelled import LabelledText


@dataclass(frozen=True, slots=True)
class CorpusText:
    """A labelled text and the file that it is from, by name without its ending."""

    labelled: LabelledText
    file: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The texts in the order of the files, and the hash of all the files."""

    texts: tuple[CorpusText, ...]
    sha256: str


def read_corpus(path: Path) -> Corpus:
    """Read a ``.jsonl`` file, or all of a folder in the order of their names.

    Raises:
        InputNotFoundError: there is no such path, or it holds no text.
        UsageError: a line is not of the format, or an id is there twice. The message names the rule and the line and
            holds nothing of the text, which may be a hospital's own.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not path.exists() or not files:
        raise InputNotFoundError(f"there is no corpus (.jsonl) at {path}")
    whole = hashlib.sha256()
    texts: list[CorpusText] = []
    for file in files:
        content = file.read_bytes()
        whole.update(content)
        texts += [CorpusText(labelled, file.stem) for labelled in _read_file(file.name, content)]
    if not texts:
        raise InputNotFoundError(f"there is no labelled text in {path}")
    _check_ids(texts)
    return Corpus(tuple(texts), whole.hexdigest())


def _read_file(name: str, content: bytes) -> list[LabelledText]:
    texts = []
    for number, line in enumerate(content.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            texts.append(LabelledText.model_validate_json(line))
        except ValidationError as exc:
            raise UsageError(f"{name}, line {number}: {_faults(exc)}") from exc
    return texts


def _faults(error: ValidationError) -> str:
    # Of a JSON fault pydantic quotes nothing but its kind and place; the input is left out by `include_input=False`.
    found = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(f"{'.'.join(map(str, one['loc'])) or 'text'}: {one['msg']}" for one in found)


def _check_ids(texts: list[CorpusText]) -> None:
    seen: dict[str, str] = {}
    for text in texts:
        if text.labelled.id in seen:
            raise UsageError(f"two texts of the corpus bear one id, in {seen[text.labelled.id]} and {text.file}")
        seen[text.labelled.id] = text.file
