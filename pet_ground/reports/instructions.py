"""Text inside a report that speaks to a program that reads it, and not of the patient: its numbers are no findings."""

from __future__ import annotations

import re

_INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget|override)\s(?:\w{1,12}\s){0,3}(?:above|previous|prior|earlier|preceding|"
    r"instructions?|"
    r"findings|rules|text|report)\b"
    r"|\bnew (?:task|instructions?)\b|\b(?:system|developer|assistant|user) ?(?:prompt|message|note|override|"
    r"instructions?)\b"
    r"|\b(?:output|return|reply|print|respond|answer)\s(?:\w{1,12}\s){0,4}?(?:SUV|json|with|only|the following|"
    r"exactly|value|slice)"
    r"|\byou are (?:now )?an? (?:\w{1,15} ){0,2}(?:model|assistant|ai|parser|system|chatbot|bot|extractor)\b"
    r"|\bas an ai\b|\blanguage models?\b|\b(?:to|for|dear|attention) (?:the |any )?(?:ai|llm|model|parser|extractor|"
    r"reader model)\b"
    r"|</?(?:system|report|instructions?|prompt|user|assistant|s|im_start|im_end)>|<\|?im_(?:start|end)"
    r"|(?:\A|[.;]\s)(?:assistant|system|user|human|developer)\s?:|\bwhen(?:ever)? you\b|\b(?:write|set|use|report|"
    r"say|give) (?:the |an? )?"
    r"(?:SUV\w{0,5}|slice) \d[\d.,]{0,5} (?:for|to|as|in) (?:every|each|all|any)\b|\[/?INST\]|[{\[]\s?\"(?:role|"
    r"lesions|suv\w{0,4}|slice|mentions|system|content)\"",
    re.IGNORECASE,
)
_OBJECT = re.compile(r"\{[^{}]{0,400}\}")
_QUICK = (
    *(
        "ignore",
        "disregard",
        "forget",
        "override",
        "new task",
        "new instruction",
        "prompt",
        "message",
        "output",
        "return",
    ),
    *(
        "reply",
        "print",
        "respond",
        "answer",
        "you are",
        " ai ",
        " ai:",
        "model",
        "llm",
        "parser",
        "extractor",
        "<",
        "{",
        "[",
        "instruct",
    ),
    *("developer", "assistant", "system", "user", "human", "when you", "whenever", "every", "each", " all ", " any "),
)
"""One of these stands in every such sentence."""


def may_instruct(text: str) -> bool:
    """A quick test: a text without any of the words of instructions holds none."""
    lowered = text.lower()
    return any(word in lowered for word in _QUICK)


def is_instruction(sentence: str) -> bool:
    """Whether the sentence tells a reading program what to do. Data stays data: such a sentence is never obeyed."""
    return may_instruct(sentence) and _INSTRUCTION.search(sentence) is not None


def without_objects(sentence: str) -> str:
    """The sentence with JSON objects blanked out, all other places unchanged."""
    return _OBJECT.sub(lambda match: " " * len(match.group()), sentence) if "{" in sentence else sentence
