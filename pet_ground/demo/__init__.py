"""The synthetic hospital archive: patients, scans, reports, and the truth about what was planted."""

from pet_ground.demo.numbering import Numbering
from pet_ground.demo.write import DemoSummary, write_demo

__all__ = ["DemoSummary", "Numbering", "write_demo"]
