"""What speaks for one way of numbering slices, mention by mention and in sum. These records are free of identifiers."""

from __future__ import annotations

from typing import Literal

from pydantic import NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt

from pet_ground.records.base import Record


class Convention(Record):
    """One way of numbering slices; the fields are those of a site profile."""

    numbered: Literal["pet", "ct", "mm"]
    origin: Literal["head", "feet"]
    base: Literal[0, 1]

    @property
    def words(self) -> str:
        """How people call it."""
        if self.numbered == "mm":
            return "table position, DICOM z" if self.origin == "feet" else "table position, negative DICOM z"
        return f"{self.numbered.upper()} slices from the {self.origin}, from {self.base}"


Told = Literal["number", "position"]
"""What a mention tells of its slice: a number, or a position of the table in mm that is called so."""


class MentionTrial(Record):
    """A mention with the slices that every convention says, and the slices that hold a maximum of about its SUV.

    Attributes:
        told: the number of a slice, or a position of the table.
        suv_max: as reported, g/ml.
        decimals: with which it was reported.
        certain: whether its passage is a plain statement of one focus.
        slices: number of slices of the PET.
        step_mm: distance between them.
        places: for each convention that may hold for what is told, in the order of ``CONVENTIONS_OF``, the first and
            last slice k that it means; None where there is no such slice.
        near: slices k with a local maximum of about the reported SUV, and how far, in g/ml beyond the rounding of the
            report, the best of each lies from it.
    """

    told: Told = "number"
    suv_max: PositiveFloat
    decimals: NonNegativeInt | None
    certain: bool
    slices: PositiveInt
    step_mm: PositiveFloat
    places: tuple[tuple[int, int] | None, ...]
    near: tuple[tuple[int, NonNegativeFloat], ...]


class TrialsResult(Record):
    """The trials of one study.

    ``scanner`` is its manufacturer and model, ``group`` its site group, which is not kept with the trials but told when
    a profile is estimated; ``mentions`` are all kept ones of its report.
    """

    scanner: str = ""
    group: str = ""
    mentions: NonNegativeInt = 0
    trials: tuple[MentionTrial, ...] = ()


class ConventionCount(Record):
    """How many mentions have a maximum of their SUV on the slice that a convention says.

    ``low`` and ``high`` are Wilson's 95 % interval of the share, wider where the mentions of a study are alike.
    """

    convention: Convention
    matches: NonNegativeInt
    share: float
    low: float
    high: float


GROUP = "site group "
"""Leads the names of site groups in evidence."""


class ConventionEvidence(Record):
    """What the mentions of an archive, or of a part of it, say about the numbering of slices.

    Attributes:
        scanner: manufacturer and model; "" for all scanners, or for those of unknown make.
        group: the site group; "" for all groups, or for the studies without one.
        studies, mentions: on which it rests; ``certain`` of the mentions are plain statements of one focus.
        within: how far a maximum may be off to be counted: share of the SUVmax beyond rounding, and mm.
        by_chance: expected share of matches of a convention that is wrong.
        counts: of every convention, most matches first.
        winner: the convention of the profile: the one with the most matches, or the one given where it is not decided.
        decided: whether the winner is better than each other convention beyond chance.
        margin: share of the mentions by which the best exceeds the runner-up.
        p_value: the largest probability, over all other conventions, of an advantage as large by chance (sign test).
        same_as: conventions that mean the same slices in all these studies.
        p_differs: probability that a part that differs this much from the others does so by chance (Fisher). The
            others of a scanner are all other scanners, those of a group all other groups, and those of a scanner of a
            group the rest of what would number alike without it.
        flags: ``too_few_mentions``, ``undecided``, ``mixed`` (a second convention explains mentions that the best does
            not), ``few_matches``; of the whole ``too_many_site_groups``: these were not looked at.
        decimals: number of mentions by decimals of their SUVmax.
    """

    scanner: str = ""
    group: str = ""
    studies: NonNegativeInt = 0
    mentions: NonNegativeInt = 0
    certain: NonNegativeInt = 0
    within: tuple[float, float] = (0.0, 0.0)
    by_chance: float = 0.0
    counts: tuple[ConventionCount, ...] = ()
    winner: Convention
    decided: bool = False
    margin: float = 0.0
    p_value: float = 1.0
    same_as: tuple[Convention, ...] = ()
    p_differs: float | None = None
    flags: tuple[str, ...] = ()
    decimals: dict[str, int] = {}

    @property
    def name(self) -> str:
        """The scanner, the site group, or both; "" for all of them, and for unknown ones."""
        return ", ".join(filter(None, (f"{GROUP}{self.group}" if self.group else "", self.scanner)))

    @property
    def best(self) -> ConventionCount | None:
        """The convention with the most matches."""
        return self.counts[0] if self.counts else None

    @property
    def runner_up(self) -> ConventionCount | None:
        """The next that means other slices."""
        rest = (one for one in self.counts[1:] if one.convention not in self.same_as)
        return next(rest, None)


class ToleranceEvidence(Record):
    """How exact the reports are, where slices are read by the profile.

    Attributes:
        mentions: on which it rests.
        matched: share of them with a maximum within the tolerances, chance taken off.
        suv_tolerance, suv_tolerance_share, slice_tolerance_mm: of the profile.
        by_suv: share of matches, chance taken off, by tolerance of SUV in g/ml, on the reported slice.
        by_slice_mm: the same by distance from the reported slice in mm, within the tolerance of SUV.
        decimals: number of all mentions that were tried, by the decimals of their SUVmax.
    """

    mentions: NonNegativeInt = 0
    matched: float = 0.0
    suv_tolerance: NonNegativeFloat | None = None
    suv_tolerance_share: NonNegativeFloat = 0.0
    slice_tolerance_mm: NonNegativeFloat | None = None
    by_suv: tuple[tuple[float, float], ...] = ()
    by_slice_mm: tuple[tuple[float, float], ...] = ()
    decimals: dict[str, int] = {}


POSITIONS = "table positions, "
"""Leads the names of evidence on positions that reports call so."""

UNKNOWN, NO_GROUP = "unknown scanner", "no site group"
"""What studies are called whose headers name neither manufacturer nor model, and those whose reports name no group."""


class NumberingEvidence(Record):
    """What speaks for the conventions of a site.

    Attributes:
        whole: what holds where no scanner and no site group has a numbering of its own. It rests on the studies of
            which that is true, or on all where there are none.
        scanners: the evidence of each scanner, where there are several.
        groups: the evidence of each site group, where there are several.
        group_scanners: the evidence of those scanners of a group that have mentions enough to number differently.
        own: names (see ``ConventionEvidence.name``) of the parts with a numbering of their own.
    """

    whole: ConventionEvidence
    scanners: tuple[ConventionEvidence, ...] = ()
    groups: tuple[ConventionEvidence, ...] = ()
    group_scanners: tuple[ConventionEvidence, ...] = ()
    own: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[ConventionEvidence, ...]:
        """The evidence of every part."""
        return (*self.scanners, *self.groups, *self.group_scanners)

    @property
    def whole_name(self) -> str:
        """On what ``whole`` rests."""
        divided = self.scanners or self.groups
        of_all = not divided or self.whole.mentions == sum(one.mentions for one in divided)
        if not self.groups:
            return "all scanners" if of_all else "the other scanners"
        return "all scanners and site groups" if of_all else "the other scanners and site groups"

    @property
    def named(self) -> tuple[tuple[str, ConventionEvidence], ...]:
        """All the evidence by name; what rests on one scanner only is there once."""
        told = [one for one in self.parts if one.counts]
        rest = [one for one in told if one.name not in self.own]
        alone = rest[0] if self.own and len(rest) == 1 and rest[0].mentions == self.whole.mentions else None
        whole = (self.whole_name if alone is None else self._called(alone), self.whole)
        return (
            *([whole] if self.whole.counts else []),
            *((self._called(one), one) for one in told if one is not alone),
        )

    def _called(self, part: ConventionEvidence) -> str:
        return part.name or (NO_GROUP if part in self.groups else UNKNOWN)


class ProfileEvidence(NumberingEvidence):
    """All that speaks for a site profile: for the numbering of slices, and for the rest.

    Attributes:
        positions: the same for the table positions that reports call so; None where they hold none.
        tolerances: how exact the reports are.
    """

    positions: NumberingEvidence | None = None
    tolerances: ToleranceEvidence = ToleranceEvidence()


class SampleResult(Record):
    """The studies from which a site profile is estimated."""

    study_ids: tuple[str, ...]


class ProfileResult(Record):
    """An estimated site profile: its settings as JSON, and the evidence."""

    site: dict[str, object]
    evidence: ProfileEvidence
