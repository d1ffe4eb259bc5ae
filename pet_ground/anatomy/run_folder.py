"""Names in the folder of one TotalSegmentator process, which ``totalseg_process`` makes and the process works in."""

from __future__ import annotations

HOME = "home"
"""TotalSegmentator's home: its ``config.json``."""

WEIGHTS = "weights"
"""Links to the models that the process needs."""

TEMPORARY = "tmp"
"""Where libraries may put temporary files."""
