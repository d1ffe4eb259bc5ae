"""Language models behind an OpenAI-compatible HTTP server, as voters and as structurer.

The server stands on this machine unless the configuration says otherwise: report text leaves it only with
``allow_remote``. Whatever a model answers is held against the sentence before it is believed. For tests,
``pet_ground.llm.fake_server`` speaks the same HTTP without a model.
"""

from pet_ground.llm.client import ChatClient
from pet_ground.llm.extract import extract_by_model
from pet_ground.llm.model import Json, JsonModel, Message
from pet_ground.llm.prompts import Prompt, load_prompt
from pet_ground.llm.structure import structure_by_model

__all__ = [
    "ChatClient",
    "Json",
    "JsonModel",
    "Message",
    "Prompt",
    "extract_by_model",
    "load_prompt",
    "structure_by_model",
]
