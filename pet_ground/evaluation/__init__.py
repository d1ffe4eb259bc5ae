"""How well reports are read: a labelled corpus, the matching of what was found with the labels, scores, tables, errors.

Pure functions of records. Who reads the texts is decided above (``pet_ground.run.evaluate``).
"""

from pet_ground.evaluation.corpus import Corpus, CorpusText, read_corpus
from pet_ground.evaluation.error_pages import errors_as_html, errors_as_markdown
from pet_ground.evaluation.errors_beside import Beside, Cell, Row, errors_beside
from pet_ground.evaluation.matching import Match, Pair, match
from pet_ground.evaluation.results import Difference, Estimate, Evaluation, Group, Rate, ReaderScores
from pet_ground.evaluation.scores import compare, score_reader
from pet_ground.evaluation.tables import Figure, Table, as_markdown, evaluation_tables

__all__ = [
    "Beside",
    "Cell",
    "Corpus",
    "CorpusText",
    "Difference",
    "Estimate",
    "Evaluation",
    "Figure",
    "Group",
    "Match",
    "Pair",
    "Rate",
    "ReaderScores",
    "Row",
    "Table",
    "as_markdown",
    "compare",
    "errors_as_html",
    "errors_as_markdown",
    "errors_beside",
    "evaluation_tables",
    "match",
    "read_corpus",
    "score_reader",
]
