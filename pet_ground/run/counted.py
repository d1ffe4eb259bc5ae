"""Numbers of things in the words that people read."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 file``, ``2 files``; ``plural`` where it is not the noun with an ``s``: ``study``, ``studies``."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def studies_counted(number: int) -> str:
    """``1 study``, ``2 studies``."""
    return counted(number, "study", "studies")
