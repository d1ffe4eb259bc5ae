"""Configuration: pipelines from YAML, validated, with overrides from the command line."""

from pet_ground.config.environment import api_key, totalsegmentator_weights
from pet_ground.config.languages import ENGLISH, LanguagePack, language_pack, language_packs, packs_sha256
from pet_ground.config.loading import load_pipeline
from pet_ground.config.models import EndpointSettings, EngineSettings, ModelSettings
from pet_ground.config.pipeline import Pipeline
from pet_ground.config.profile_file import profile_text, read_site
from pet_ground.config.question_templates import QuestionTemplate, TemplateKind, question_templates
from pet_ground.config.resources import resource_path
from pet_ground.config.settings import published
from pet_ground.config.site import GroupProfile, ScannerProfile, SiteProfile, group_key, scanner_key, scanner_name
from pet_ground.config.stage_settings import (
    AnatomySettings,
    ConvertSettings,
    DatasetSettings,
    GroundSettings,
    IndexSettings,
    StructureSettings,
)
from pet_ground.config.voters import ExtractSettings, ModelVoterSettings, RuleVoterSettings

__all__ = [
    "ENGLISH",
    "AnatomySettings",
    "ConvertSettings",
    "DatasetSettings",
    "EndpointSettings",
    "EngineSettings",
    "ExtractSettings",
    "GroundSettings",
    "GroupProfile",
    "IndexSettings",
    "LanguagePack",
    "ModelSettings",
    "ModelVoterSettings",
    "Pipeline",
    "QuestionTemplate",
    "RuleVoterSettings",
    "ScannerProfile",
    "SiteProfile",
    "StructureSettings",
    "TemplateKind",
    "api_key",
    "group_key",
    "language_pack",
    "language_packs",
    "load_pipeline",
    "packs_sha256",
    "profile_text",
    "published",
    "question_templates",
    "read_site",
    "resource_path",
    "scanner_key",
    "scanner_name",
    "totalsegmentator_weights",
]
