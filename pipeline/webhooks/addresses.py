"""Which addresses an event may be sent to: a webhook must not reach into the operator's network.

Source: OWASP Server-Side Request Forgery Prevention Cheat Sheet, case 2.
"""

import asyncio
import ipaddress
import socket
from contextlib import suppress
from urllib.parse import urlsplit

import httpx

from pipeline.errors import FieldProblem, Rejected, Retryable

# RFC 6052: an IPv4 address, a private one too, in an IPv6 one.
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class WebhookRefused(Rejected):
    """The operator's settings do not let events go to that address."""

    code = "WEBHOOK_REFUSED"


class HostUnknown(Retryable):
    """The host's name has no address now."""

    code = "WEBHOOK_HOST_UNKNOWN"


def check_url(url: str, *, allow_private: bool) -> None:
    """Raise `WebhookRefused` unless the URL is https with a host and no password in it.

    Plain http is let through with ``allow_private``, where the network is the operator's.
    """
    schemes = ("https", "http") if allow_private else ("https",)
    try:
        parts = urlsplit(url)
        usable = parts.scheme in schemes and parts.hostname and parts.port != 0 and "@" not in parts.netloc
        # What the client or the resolver cannot read, they would refuse at each delivery.
        httpx.URL(url).host.encode("idna")
    except (ValueError, httpx.InvalidURL):
        usable = False
    if not usable:
        needed = " or ".join(f"{scheme}://" for scheme in schemes)
        problem = FieldProblem("url", f"an address that begins with {needed}, without user or password")
        raise WebhookRefused("The webhook's address cannot be used.", details=[problem])


def check_host(url: str, *, allow_private: bool) -> None:
    """Raise `WebhookRefused` where an event to the URL would be refused by the addresses of its host.

    A host without an address is let through: it may have one when there is something to tell.
    """
    with suppress(HostUnknown):
        asyncio.run(resolve(httpx.URL(url).host, 0, allow_private=allow_private))


async def resolve(host: str, port: int, *, allow_private: bool) -> str:
    """The address to connect to; what is checked is what is connected to, whatever DNS says next.

    Raises `WebhookRefused` if any address of the host is not a public one, `HostUnknown`.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise HostUnknown("The webhook's host name has no address.") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private and not all(map(is_public, addresses)):
        raise WebhookRefused(
            "The webhook's host is not a public one. SOAPLINE_WEBHOOK_ALLOW_PRIVATE=true permits it."
        )
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an address belongs to the internet, and not to a machine or network of its own."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip.sixtofour is not None or ip.teredo is not None or ip in _TRANSLATED:
            return False
    return ip.is_global and not ip.is_multicast
