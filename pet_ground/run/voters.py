"""Which voters of a pipeline are asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pet_ground.config import ExtractSettings
from pet_ground.errors import UsageError


def named_voters(names: str | None, settings: Iterable[ExtractSettings]) -> set[str]:
    """The names in ``names``, parted by commas; those of all voters of the settings where it is None.

    Raises:
        UsageError: none is named, or one that no voter bears.
    """
    known = list(dict.fromkeys(voter.name for one in settings for voter in one.voters))
    if names is None:
        return set(known)
    wanted = {name.strip() for name in names.split(",") if name.strip()}
    unknown = sorted(wanted - set(known))
    if unknown or not wanted:
        raise UsageError(f"there are the voters {', '.join(known)}; not {', '.join(unknown) or 'none'}")
    return wanted


def with_voters(settings: ExtractSettings, names: Collection[str]) -> ExtractSettings:
    """The settings with only the voters of these names, which agree as many as before, or all of them."""
    chosen = tuple(voter for voter in settings.voters if voter.name in names)
    return settings.model_copy(update={"voters": chosen, "agreement": min(settings.agreement, len(chosen))})
