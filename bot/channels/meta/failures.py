"""What Graph's refusals mean for a message that is to be delivered: wait, or give up.

https://developers.facebook.com/docs/messenger-platform/error-codes
https://developers.facebook.com/docs/graph-api/guides/error-handling
"""

from __future__ import annotations

from bot.channels.core.delivery import Later, Undeliverable
from bot.channels.meta.graph import GraphRefused, GraphUnreachable

OUTSIDE_WINDOW = frozenset({2018278, 2018065})  # subcodes: more than 24 hours since the customer wrote
NOT_OWNER = 2018300  # subcode: another app, such as the Page inbox, has the conversation
_GONE = frozenset({2018001, 1545041, 2018108})  # subcodes: no such person, or one who takes no messages
_TOO_MUCH = frozenset({4, 17, 32, 613, 80006, 130429, 131048, 131056})  # the last three are WhatsApp's
_TEMPORARY = frozenset({1, 2, 1200, 131000, 131016})
_TOKEN = frozenset({102, 190})
_PERMISSION = range(200, 300)
_UNAVAILABLE = 551  # this person cannot be reached, for now or for ever; Meta does not say
_INVALID = 100
_REPAIR = 300.0  # seconds between tries while somebody has to renew a token or a permission
_BUSY = 30.0  # seconds to wait when Graph says "too much" and not for how long


def as_delivery_error(error: GraphRefused | GraphUnreachable) -> Later | Undeliverable:
    """The error as the core's deliverer understands it."""
    if isinstance(error, GraphUnreachable):
        return Later(str(error))
    if is_limited(error):
        return Later(str(error), error.after or _BUSY)
    if error.subcode in _GONE | OUTSIDE_WINDOW | {NOT_OWNER} or error.code == _UNAVAILABLE:
        return Undeliverable(str(error))
    if needs_repair(error):
        return Later(str(error), _REPAIR)
    if error.status >= 500 or error.code in _TEMPORARY:
        return Later(str(error), error.after)
    return Undeliverable(str(error))


def is_limited(error: GraphRefused) -> bool:
    """Whether the page or the app calls more often than it may."""
    return error.status == 429 or error.code in _TOO_MUCH


def needs_repair(error: GraphRefused) -> bool:
    """Whether the page's token or the app's permissions are at fault: messages wait until somebody mends that."""
    return error.code in _TOKEN or (error.code in _PERMISSION and error.subcode not in _GONE)


def is_malformed(error: GraphRefused) -> bool:
    """Whether Graph does not take the message as it is, say for a picture that it cannot fetch."""
    return error.code == _INVALID and error.subcode not in _GONE
