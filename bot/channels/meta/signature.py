"""Meta's two signatures: of the webhooks it sends, and of the calls an app makes.

https://developers.facebook.com/docs/messenger-platform/webhooks#validate-payloads
https://developers.facebook.com/docs/graph-api/guides/secure-requests#appsecret_proof
"""

from __future__ import annotations

import hashlib
import hmac

_SCHEME = "sha256="


def signature(body: bytes, app_secret: str) -> str:
    """The `X-Hub-Signature-256` of a raw body."""
    return _SCHEME + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(body: bytes, header: str | None, app_secret: str) -> bool:
    """Whether Meta sent this raw `body`; takes as long for a wrong signature as for a right one.

    The older SHA-1 header is never looked at, and the caller does not choose the method.
    """
    return hmac.compare_digest(signature(body, app_secret).encode(), (header or "").encode("utf-8", "surrogateescape"))


def appsecret_proof(token: str, app_secret: str) -> str:
    """Proves that whoever uses `token` also has the app's secret: a stolen token alone is worth nothing."""
    return hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
