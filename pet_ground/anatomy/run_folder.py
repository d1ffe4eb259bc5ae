"""Names in the folder of one TotalSegmentator run, which ``totalseg`` makes and its child process works in."""

from __future__ import annotations

HOME = "home"
"""TotalSegmentator's home: its ``config.json``."""

WEIGHTS = "weights"
"""Links to the models that the run needs."""

TEMPORARY = "tmp"
"""Where TotalSegmentator and nnU-Net put their copies of the CT."""

TASK = "task.json"
"""What to do: the path of the CT and the mode."""

LABELS = "labels.nii.gz"
"""The result."""

FAILURE = "failure.txt"
"""Type and place of the error that ended a run; no message, because messages hold paths."""
