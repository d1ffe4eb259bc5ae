"""Lesion-level, report-grounded PET/CT data sets for 3D vision-language models."""

__version__ = "0.1.0"
