"""Graph's errors, in the shape it documents, and those that can be asked for.

https://developers.facebook.com/docs/graph-api/guides/error-handling
https://developers.facebook.com/docs/messenger-platform/error-codes
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class GraphError(Exception):
    """One refusal. `subcode` 0: it has none."""

    message: str
    code: int
    subcode: int = 0
    status: int = 400
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        subcode = {"error_subcode": self.subcode} if self.subcode else {}
        transient = {"is_transient": True} if self.status >= 500 else {}
        error = {"message": self.message, "type": "OAuthException", "code": self.code, **subcode, **transient}
        return {"error": {**error, "fbtrace_id": secrets.token_urlsafe(8)}}


def invalid(message: str, subcode: int = 0) -> GraphError:
    """A parameter that Graph does not take."""
    return GraphError(f"(#100) {message}", 100, subcode)


def bad_token(token: str) -> GraphError:
    """Graph repeats a token that it cannot read."""
    return GraphError(f"Malformed access token {token}", 190, status=401)


BAD_PROOF = GraphError("Invalid appsecret_proof provided in the API argument", 100)
NO_SUCH_PERSON = invalid("No matching user found", 2018001)
OUTSIDE_WINDOW = GraphError("(#10) This message is sent outside of allowed window.", 10, 2018278)
NOT_OWNER = GraphError(
    "(#10) Message failed to send because another app is controlling this thread now.", 10, 2018300, 403
)
_USAGE = json.dumps({"100000": [{"type": "messenger", "call_count": 100, "estimated_time_to_regain_access": 1}]})

FAILURES: Mapping[str, GraphError] = {
    "429": GraphError("(#4) Application request limit reached", 4, status=429, headers={"Retry-After": "2"}),
    "4": GraphError("(#4) Application request limit reached", 4, status=403, headers={"Retry-After": "2"}),
    "613": GraphError(
        "(#613) Calls to this api have exceeded the rate limit.", 613, headers={"X-Business-Use-Case-Usage": _USAGE}
    ),
    "500": GraphError("An unexpected error has occurred. Please retry your request later.", 2, status=500),
    "190": GraphError(
        "Error validating access token: Session has expired on Sunday, 01-Nov-26 08:00:00 PST.", 190, 463, 401
    ),
    "2018278": OUTSIDE_WINDOW,
}
"""What can go wrong on demand, by name."""
