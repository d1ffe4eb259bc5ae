"""Where report text may be sent: to this machine, unless the configuration says otherwise."""

from __future__ import annotations

import ipaddress

import httpx

from pet_ground.config import EndpointSettings
from pet_ground.errors import ConfigurationError


def checked_address(settings: EndpointSettings) -> str:
    """The base URL without its trailing slash.

    Raises:
        ConfigurationError: it is not an http address, holds a user name, or is not on this machine while
            ``allow_remote`` is false.
    """
    try:
        url = httpx.URL(settings.base_url)
    except httpx.InvalidURL as exc:
        raise ConfigurationError(f"the endpoint of {settings.model} is not a URL") from exc
    if url.scheme not in ("http", "https") or not url.host:
        raise ConfigurationError(f"the endpoint of {settings.model} is not an http address")
    if url.userinfo or url.query or url.fragment:
        raise ConfigurationError(f"the endpoint of {settings.model} takes its key by api_key_env, not in the URL")
    if not (settings.allow_remote or is_loopback(url.host)):
        raise ConfigurationError(
            f"{url.host} is not on this machine: report text goes there only with allow_remote: true"
        )
    return str(url).rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether ``host`` is ``localhost`` or a loopback address; other names are not, whatever they resolve to."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
