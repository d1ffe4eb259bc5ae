"""The synthetic hospital archive: patients, scans, reports, and the truth about what was planted."""

from pet_ground.demo.write import DemoSummary, write_demo

__all__ = ["DemoSummary", "write_demo"]
