"""Reports: reading them, taking identifiers out, finding the mentions by rules, voting, and structuring by rules."""

from pet_ground.reports.lexicon import REGIONS
from pet_ground.reports.mentions import RULE_VOTER, extract_mentions
from pet_ground.reports.scrub import scrub
from pet_ground.reports.sentences import split_sentences
from pet_ground.reports.structure import structure_by_rules
from pet_ground.reports.tables import read_reports
from pet_ground.reports.text_files import read_report_text
from pet_ground.reports.vote import join_votes

__all__ = [
    "REGIONS",
    "RULE_VOTER",
    "extract_mentions",
    "join_votes",
    "read_report_text",
    "read_reports",
    "scrub",
    "split_sentences",
    "structure_by_rules",
]
