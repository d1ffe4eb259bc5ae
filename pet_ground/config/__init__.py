"""Configuration: pipelines from YAML, validated, with overrides from the command line."""

from pet_ground.config.environment import api_key, totalsegmentator_weights
from pet_ground.config.pipeline import (
    AnatomySettings,
    ConvertSettings,
    DatasetSettings,
    EndpointSettings,
    ExtractSettings,
    GroundSettings,
    IndexSettings,
    ModelVoterSettings,
    Pipeline,
    RuleVoterSettings,
    SiteProfile,
    StructureSettings,
    load_pipeline,
    published,
)
from pet_ground.config.resources import resource_path

__all__ = [
    "AnatomySettings",
    "ConvertSettings",
    "DatasetSettings",
    "EndpointSettings",
    "ExtractSettings",
    "GroundSettings",
    "IndexSettings",
    "ModelVoterSettings",
    "Pipeline",
    "RuleVoterSettings",
    "SiteProfile",
    "StructureSettings",
    "api_key",
    "load_pipeline",
    "published",
    "resource_path",
    "totalsegmentator_weights",
]
