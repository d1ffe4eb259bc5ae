"""Replies on disk, by the hash of all that decides them; any number of processes may read and write at once.

One small file for each question: no lock, no server, nothing to repair after a kill, and it works on the file systems
of clusters. A reply quotes report text, so the folder is as private as the reports.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from pet_ground.llm.model import NoReply, Question, Reply

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
PARTIAL = ".partial-"
"""How the name of a half-written entry begins; a build removes those of writers that were killed."""

ENTRY: TypeAdapter[Reply | NoReply] = TypeAdapter(Reply | NoReply)


class AnswerStore:
    """Replies, and faults of the last run, in a folder.

    Args:
        folder: made with the first entry, readable by its owner only.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Reply | NoReply | None:
        """The reply, what stands in its place, or None where nothing is known.

        An entry that can't be read (a torn file after a power cut) counts as unknown.
        """
        try:
            return ENTRY.validate_json(self._path(key).read_bytes(), strict=True)
        except (OSError, ValueError):
            return None

    def put(self, key: str, entry: Reply | NoReply) -> None:
        """Write a reply, or why there is none; a reply that another process has got since is not written over."""
        if isinstance(entry, NoReply) and isinstance(self.get(key), Reply):
            return
        path = self._path(key)
        self._folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        path.parent.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        partial = path.with_name(f"{PARTIAL}{secrets.token_hex(8)}")
        try:
            handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(asdict(entry), stream)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key[2:]}.json"


def answer_key(identity: Mapping[str, Any], question: Question) -> str:
    """SHA-256 of everything that decides a reply: the model and its settings, every message, the schema."""
    content = {"identity": dict(identity), "messages": list(question.messages), "schema": question.schema}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
