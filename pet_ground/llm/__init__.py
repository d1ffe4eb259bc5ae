"""Language models as voters and as structurer: behind an OpenAI-compatible HTTP server, or run by vLLM in the process.

A server stands on this machine unless the configuration says otherwise: report text leaves it only with
``allow_remote``. Whatever a model answers is held against the sentence before it is believed, and kept by the hash of
all that decides it, so that nothing is asked twice. For tests, ``pet_ground.llm.fake_server`` speaks the same HTTP
without a model.
"""

from pet_ground.llm.account import Account
from pet_ground.llm.answers import ask_json
from pet_ground.llm.extract import extract_by_model
from pet_ground.llm.focus_words import FocusWords
from pet_ground.llm.gathering import all_or_first_fault
from pet_ground.llm.model import Json, Message, Model, Question, Reply
from pet_ground.llm.panel import Models, Panel, open_models, recalled_models
from pet_ground.llm.prompts import Prompt, load_prompt
from pet_ground.llm.server import ChatServer
from pet_ground.llm.store import AnswerStore
from pet_ground.llm.structure import structure_by_model

__all__ = [
    "Account",
    "AnswerStore",
    "ChatServer",
    "FocusWords",
    "Json",
    "Message",
    "Model",
    "Models",
    "Panel",
    "Prompt",
    "Question",
    "Reply",
    "all_or_first_fault",
    "ask_json",
    "extract_by_model",
    "load_prompt",
    "open_models",
    "recalled_models",
    "structure_by_model",
]
