"""The base of all records."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

SCHEMA_VERSION = 1
"""Version of the record layout; from the first release on it rises when a field changes its meaning, unit or name."""


class Record(BaseModel):
    """A frozen record that knows only its declared fields.

    Validation errors hide the offending input, because inputs hold report text and header values.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        allow_inf_nan=False,
        ser_json_inf_nan="null",
        validate_default=True,
        defer_build=True,  # a command that needs one kind of record does not wait for the others
    )
