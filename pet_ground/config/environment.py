"""What the environment says about this machine. No other module reads environment variables."""

from __future__ import annotations

import os
from pathlib import Path

from pet_ground.config.models import EndpointSettings
from pet_ground.errors import ConfigurationError


def totalsegmentator_weights() -> Path | None:
    """The folder in which TotalSegmentator looks for its weights, whether or not it is there.

    It is ``$TOTALSEG_WEIGHTS_PATH``, else ``$TOTALSEG_HOME_DIR/nnunet/results``, else
    ``~/.totalsegmentator/nnunet/results``; None where no variable is set and the user has no home folder.
    """
    if named := os.environ.get("TOTALSEG_WEIGHTS_PATH"):
        return Path(named)
    if home := os.environ.get("TOTALSEG_HOME_DIR"):
        return Path(home) / "nnunet" / "results"
    try:
        return Path.home() / ".totalsegmentator" / "nnunet" / "results"
    except RuntimeError:
        return None


def api_key(endpoint: EndpointSettings) -> str | None:
    """The key for a model server, from the variable that its settings name; None where they name none.

    Raises:
        ConfigurationError: the variable is not set.
    """
    if endpoint.api_key_env is None:
        return None
    key = os.environ.get(endpoint.api_key_env)
    if not key:
        raise ConfigurationError(f"the environment variable {endpoint.api_key_env} is not set")
    return key
