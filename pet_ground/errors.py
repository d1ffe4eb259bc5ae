"""The errors of the package, one tree.

::

    PetGroundError
    +-- UsageError               the call, its input or its configuration is wrong; exit code 2
    |   +-- InputNotFoundError   a path does not exist or holds nothing of the expected kind
    |   +-- ConfigurationError   a pipeline file or a --set value is not valid
    |   +-- ReportFormatError    the reports can't be read or lack the needed columns
    |   +-- OutputMismatchError  the output folder belongs to another configuration
    +-- ItemError                one item can't go on; carries its Reason; the others go on
    |   +-- ItemDropped          judged, and left out for its reason
    |   +-- ItemFailed           not judged: its data are broken or a part failed
    +-- ServiceError             a service did not answer as it should; retried, then the item fails
    +-- StageBug                 an error that nobody expected, without the data that caused it; stops the run

Foreign errors are translated where they enter (``raise ... from exc``). Messages never hold report text or header
values of a patient: they are written to logs.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pet_ground.reasons import Reason


class PetGroundError(Exception):
    """Base of every error that the package raises on purpose."""


class UsageError(PetGroundError):
    """The call, its input or its configuration is wrong."""


class InputNotFoundError(UsageError):
    """A path does not exist, or holds nothing of the expected kind."""


class ConfigurationError(UsageError):
    """A pipeline file, or a value set on the command line, is not valid."""


class ReportFormatError(UsageError):
    """The reports can't be read, or lack the columns that are needed."""


class OutputMismatchError(UsageError):
    """The output folder holds a data set of another configuration."""


class ItemError(PetGroundError):
    """One item can't go on.

    Args:
        reason: the code that is counted.
        detail: facts for the person who looks into it; never report text, names, ids or dates.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail or reason.sentence}")
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type[ItemError], tuple[Reason, str]]:
        return type(self), (self.reason, self.detail)


class ItemDropped(ItemError):
    """The item was judged and is left out."""


class ItemFailed(ItemError):
    """The item could not be judged: its data are broken, or a part failed."""


class ServiceError(PetGroundError):
    """A service did not answer as it should."""


class StageBug(PetGroundError):
    """An unexpected error in a stage, reduced to its type and place so that no patient data reach a log."""


def describe(error: BaseException) -> str:
    """Type and place of an error, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "pet_ground" in frame.filename] or list(frames[-1:])
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(own[-3:]))
    return f"{type(error).__name__} at {places}"


@contextmanager
def without_data(place: str) -> Iterator[None]:
    """Let our own errors pass, and reduce any other to its type and place: its message may quote patient data.

    Args:
        place: the stage or part whose bug it is.

    Raises:
        StageBug: an error that nobody expected.
    """
    try:
        yield
    except PetGroundError:
        raise
    except Exception as exc:  # noqa: BLE001  (only its type and place go on)
        raise StageBug(f"{place}: {describe(exc)}") from None
