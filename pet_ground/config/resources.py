"""Where the files that travel with the package lie: prompts, pipelines, data cards, corpora, languages."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
FOLDERS = ("prompts", "pipelines", "data_cards", "corpora", "languages")


def resource_path(folder: str, name: str = "") -> Path:
    """Path of a resource: inside an installed wheel, or at the top of a checkout.

    Raises:
        ValueError: ``folder`` is none of ``FOLDERS``.
        FileNotFoundError: there is no such file.
    """
    if folder not in FOLDERS:
        raise ValueError(f"{folder} is not one of {FOLDERS}")
    installed = PACKAGE / "_resources" / folder / name
    checkout = PACKAGE.parent / folder / name
    for path in (installed, checkout):
        if path.exists():
            return path
    raise FileNotFoundError(f"{folder}/{name} is not part of this installation")
