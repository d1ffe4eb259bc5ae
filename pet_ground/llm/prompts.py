"""Prompts from files: front matter, sections, and a template into which report text goes as data.

A prompt file, ``prompts/<name>.md``, begins with its front matter between two ``---`` lines: ``task: ...``,
``version: ...`` and the JSON Schema of the answer in a fenced ``json`` block. Sections follow: ``# system``, any
number of ``# example user`` with their ``# example assistant``, and ``# user``, a Jinja2 template. A file is never
edited in place once it has been used: a change is a new version.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pet_ground.config import resource_path
from pet_ground.errors import ConfigurationError, InputNotFoundError
from pet_ground.llm.disarm import disarm
from pet_ground.llm.model import Message

NAME = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
FRONT_MATTER = re.compile(r"---\n(?P<front>.*?)\n---\n(?P<body>.*)", re.DOTALL)
SCHEMA = re.compile(r"^```json\n(?P<schema>.*?)\n```$", re.DOTALL | re.MULTILINE)
FIELD = re.compile(r"^(?P<key>\w+): *(?P<value>.+)$", re.MULTILINE)
SECTION = re.compile(r"^# (system|example user|example assistant|user)[ \t]*$", re.MULTILINE)
CLOSING_TAG = re.compile(r"</(\w+)>")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One task's prompt in one version.

    Attributes:
        name: name of its file, without the suffix.
        task, version: from the front matter.
        schema: JSON Schema of the answer.
        sha256: of the file, for the provenance of what it made.
        system: the instructions.
        examples: pairs of a user's turn and the answer that is wanted.
        template: Jinja2 source of the last turn.
        note: what the last turn says about the report's language, where the template has a place for it.
    """

    name: str
    task: str
    version: int
    schema: dict[str, Any]
    sha256: str
    system: str
    examples: tuple[tuple[str, str], ...]
    template: str
    note: str = ""

    def noted(self, note: str) -> Prompt:
        """The same prompt with a note; what is the same for all reports stays the same."""
        return replace(self, note=note)

    def messages(self, **values: str) -> list[Message]:
        """The chat for ``values``: what is the same for all first, so that a server's prefix cache holds it.

        Control tokens and the template's own tags are disarmed in every value.

        Raises:
            ConfigurationError: the template asks for a value that is not given.
        """
        chat = [{"role": "system", "content": self.system}]
        for question, answer in self.examples:
            chat += [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
        try:
            last = _compiled(self.template).render(values | {"note": self.note})
        except UndefinedError as exc:
            raise ConfigurationError(f"prompt {self.name}: {exc.message}") from exc
        return [*chat, {"role": "user", "content": last}]


@lru_cache(maxsize=32)
def load_prompt(name: str) -> Prompt:
    """The prompt in ``prompts/<name>.md``.

    Raises:
        InputNotFoundError: there is no prompt of this name.
        ConfigurationError: the name is not a file's, or the file lacks a part that a prompt needs.
    """
    if not NAME.fullmatch(name):
        raise ConfigurationError(f"a prompt's name is made of a-z, 0-9, '-', '_' and '.', not {name!r}")
    try:
        content = resource_path("prompts", f"{name}.md").read_bytes()
    except FileNotFoundError as exc:
        raise InputNotFoundError(f"there is no prompt {name}") from exc
    return parse_prompt(name, content)


def parse_prompt(name: str, content: bytes) -> Prompt:
    """The prompt that a file's bytes hold; ``sha256`` is theirs.

    Raises:
        ConfigurationError: a part that a prompt needs is missing or broken.
    """
    try:
        parts = FRONT_MATTER.fullmatch(content.decode("utf-8"))
    except UnicodeDecodeError as exc:
        raise ConfigurationError(f"prompt {name} is not UTF-8") from exc
    if parts is None:
        raise ConfigurationError(f"prompt {name} does not begin with front matter between '---' lines")
    task, version, schema = _front_matter(name, parts["front"])
    system, examples, template = _sections(name, parts["body"])
    return Prompt(name, task, version, schema, hashlib.sha256(content).hexdigest(), system, examples, template)


def _front_matter(name: str, front: str) -> tuple[str, int, dict[str, Any]]:
    fenced = SCHEMA.search(front)
    if fenced is None:
        raise ConfigurationError(f"prompt {name} has no schema in a fenced json block")
    fields = {found["key"]: found["value"].strip() for found in FIELD.finditer(front[: fenced.start()])}
    if set(fields) != {"task", "version"} or not fields["version"].isdecimal():
        raise ConfigurationError(f"prompt {name} needs 'task: ...' and 'version: <number>', nothing else")
    try:
        schema = json.loads(fenced["schema"])
    except json.JSONDecodeError as exc:
        raise ConfigurationError(f"prompt {name}: the schema is not JSON ({exc})") from exc
    if not isinstance(schema, dict):
        raise ConfigurationError(f"prompt {name}: the schema is not a JSON object")
    return fields["task"], int(fields["version"]), schema


def _sections(name: str, body: str) -> tuple[str, tuple[tuple[str, str], ...], str]:
    preamble, *rest = SECTION.split(body)
    heads, texts = rest[::2], [text.strip() for text in rest[1::2]]
    pairs = len(heads[1:-1]) // 2
    if preamble.strip() or heads != ["system", *["example user", "example assistant"] * pairs, "user"]:
        raise ConfigurationError(f"prompt {name}: the sections are system, pairs of examples, user, in this order")
    if not all(texts):
        raise ConfigurationError(f"prompt {name} has an empty section")
    examples = tuple(zip(texts[1:-1:2], texts[2:-1:2], strict=True))
    try:
        _compiled(texts[-1])
    except TemplateSyntaxError as exc:
        raise ConfigurationError(f"prompt {name}: the template of '# user' is broken ({exc.message})") from exc
    return texts[0], examples, texts[-1]


@lru_cache(maxsize=32)
def _compiled(source: str) -> Template:
    tags = frozenset(CLOSING_TAG.findall(source))
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, finalize=lambda value: disarm(str(value), tags)
    )
    return environment.from_string(source)
