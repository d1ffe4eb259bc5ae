"""The data set: its layout, tables, pseudonyms and splits, figures, data card and manifest."""

from pet_ground.dataset.captions import LesionCaption
from pet_ground.dataset.card import render_card, write_card
from pet_ground.dataset.card_tally import CardTally
from pet_ground.dataset.figures import draw_lesion
from pet_ground.dataset.layout import DatasetLayout
from pet_ground.dataset.manifest import FileEntry, Manifest, changed_files, read_manifest, write_manifest
from pet_ground.dataset.overview import OverviewMark, draw_overview
from pet_ground.dataset.pseudonyms import Pseudonyms, load_or_create_key
from pet_ground.dataset.summary import CardSummary
from pet_ground.dataset.table_writer import TableSet, TableWriter
from pet_ground.dataset.tables import read_jsonl, read_parquet, stream_jsonl, write_table

__all__ = [
    "CardSummary",
    "CardTally",
    "DatasetLayout",
    "FileEntry",
    "LesionCaption",
    "Manifest",
    "OverviewMark",
    "Pseudonyms",
    "TableSet",
    "TableWriter",
    "changed_files",
    "draw_lesion",
    "draw_overview",
    "load_or_create_key",
    "read_jsonl",
    "read_manifest",
    "read_parquet",
    "render_card",
    "stream_jsonl",
    "write_card",
    "write_manifest",
    "write_table",
]
