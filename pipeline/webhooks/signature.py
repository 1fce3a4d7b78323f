"""Signatures by which a receiver knows that an event is ours and new.

Source: Standard Webhooks specification 1.0.0 (standardwebhooks.com), symmetric signatures.
"""

import base64
import hashlib
import hmac
import secrets

_PREFIX = "whsec_"


def new_secret() -> str:
    """A fresh signing secret: ``whsec_`` and 32 random bytes in base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signed_headers(secret: str, event_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers that go with a body; ``timestamp`` is in seconds since 1970."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    content = f"{event_id}.{timestamp}.".encode() + body
    signature = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{signature}",
    }
