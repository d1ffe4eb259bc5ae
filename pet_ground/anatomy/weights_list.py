"""Which files the weights must be: lists of SHA-256, and what is done where a file is another one.

Checkpoints are pickles: who can change one can run code on the machine that loads it, and another model gives other
labels. The hashes of the published weights are not known to this package. So the first use is trusted and written
down: a person records the weights once (``pet-ground doctor --record-weights``, a file beside the weights that can be
compared with another machine's), and every data set keeps the hashes that it was begun with. A list has the form of
``sha256sum``, whose ``--check`` reads it in the folder of the weights.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from pet_ground.anatomy.weights import MODEL_FILES, MODELS, Mode, TotalSegmentatorHome, model_folder
from pet_ground.errors import ConfigurationError
from pet_ground.imaging.files import write_beside

LIST_NAME = "weights.sha256"
"""Name of the list in the folder of the weights."""

_LINE = re.compile(r"([0-9a-f]{64}) [ *](\S.*)")


def files_of(mode: Mode) -> tuple[str, ...]:
    """The files of a mode's models, relative to the folder of the weights."""
    return tuple((model_folder(*model) / name).as_posix() for model in MODELS[mode] for name in MODEL_FILES)


def hashes(weights: Path, mode: Mode) -> dict[str, str]:
    """SHA-256 of every file of a mode's models, by its path in the folder of the weights; reads them whole."""
    found = {}
    for name in files_of(mode):
        with (weights / name).open("rb") as stream:
            found[name] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


def read_list(path: Path) -> dict[str, str]:
    """The SHA-256 of each file that a list names; empty where there is no such list.

    Raises:
        ConfigurationError: a line is not of the form of ``sha256sum``.
    """
    if not path.is_file():
        return {}
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    matches = [_LINE.fullmatch(line) for line in lines]
    if None in matches:
        raise ConfigurationError(f"{path} is not a list of sha256sum: line {matches.index(None) + 1}")
    return {match[2]: match[1] for match in matches if match is not None}


def write_list(path: Path, found: dict[str, str]) -> None:
    """Add files to a list; what it says about other files stays."""
    lines = sorted({**read_list(path), **found}.items())
    with write_beside(path) as partial:
        partial.write_text("".join(f"{sha256}  {name}\n" for name, sha256 in lines), encoding="utf-8")


def recorded(mode: Mode, home: TotalSegmentatorHome) -> dict[str, str]:
    """What the lists say that a mode's files must be: the one beside the weights, then those of ``home.lists``.

    Raises:
        ConfigurationError: two lists disagree about a file, or one can't be read.
    """
    if home.weights is None:
        return {}
    agreed: dict[str, tuple[str, Path]] = {}
    for path in (home.weights / LIST_NAME, *home.lists):
        listed = read_list(path)
        for name in files_of(mode):
            sha256, where = agreed.get(name, (listed.get(name), path))
            if listed.get(name, sha256) != sha256:
                raise ConfigurationError(f"{path} and {where} disagree about {name}")
            if sha256 is not None:
                agreed[name] = sha256, where
    return {name: sha256 for name, (sha256, _) in agreed.items()}


def check_weights(mode: Mode, home: TotalSegmentatorHome) -> dict[str, str]:
    """Compare the files of a mode's models with the lists.

    Returns:
        Their SHA-256, also of those that no list names yet.

    Raises:
        ConfigurationError: a file is another one than recorded, or the lists disagree.
    """
    if home.weights is None:
        return {}
    expected, found = recorded(mode, home), hashes(home.weights, mode)
    changed = [name for name, sha256 in expected.items() if found[name] != sha256]
    if changed:
        lists = " or ".join(str(path) for path in (home.weights / LIST_NAME, *home.lists) if path.is_file())
        raise ConfigurationError(
            f"{home.weights / changed[0]} is another file than the one recorded in {lists}; put the recorded one back, "
            "or, where the change is wanted, take its line out of the list"
        )
    return found
