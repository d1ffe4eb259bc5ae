"""Reports: reading them, taking identifiers out, finding the mentions by rules, voting, and structuring by rules."""

from pet_ground.lexicon import REGIONS
from pet_ground.reports.certainty import certain_passages
from pet_ground.reports.drafts import RULE_VOTER
from pet_ground.reports.languages import detect
from pet_ground.reports.mentions import extract_mentions
from pet_ground.reports.published import published_mentions
from pet_ground.reports.reading import read_mentions, read_sentences
from pet_ground.reports.scrub import scrub
from pet_ground.reports.sentences import split_sentences
from pet_ground.reports.structure import structure_by_rules
from pet_ground.reports.tables import TEXT_SUFFIXES, read_reports
from pet_ground.reports.text_files import read_report_text
from pet_ground.reports.vote import join_votes
from pet_ground.reports.vote_separately import join_votes_separately

__all__ = [
    "REGIONS",
    "RULE_VOTER",
    "TEXT_SUFFIXES",
    "certain_passages",
    "detect",
    "extract_mentions",
    "join_votes",
    "join_votes_separately",
    "published_mentions",
    "read_mentions",
    "read_report_text",
    "read_reports",
    "read_sentences",
    "scrub",
    "split_sentences",
    "structure_by_rules",
]
