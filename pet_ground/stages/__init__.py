"""The stages: typed functions of files and records. Each is versioned, deterministic, and ignorant of where it runs."""

from pet_ground.stages.versions import STAGE_VERSIONS

__all__ = ["STAGE_VERSIONS"]
