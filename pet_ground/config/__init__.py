"""Configuration: pipelines from YAML, validated, with overrides from the command line."""

from pet_ground.config.pipeline import (
    AnatomySettings,
    DatasetSettings,
    EndpointSettings,
    ExtractSettings,
    GroundSettings,
    ModelVoterSettings,
    Pipeline,
    RuleVoterSettings,
    SiteProfile,
    StructureSettings,
    load_pipeline,
)
from pet_ground.config.resources import resource_path

__all__ = [
    "AnatomySettings",
    "DatasetSettings",
    "EndpointSettings",
    "ExtractSettings",
    "GroundSettings",
    "ModelVoterSettings",
    "Pipeline",
    "RuleVoterSettings",
    "SiteProfile",
    "StructureSettings",
    "load_pipeline",
    "resource_path",
]
