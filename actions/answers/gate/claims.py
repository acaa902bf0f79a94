"""What a text that somebody wrote may never be quoted for: anything about one customer's account, and requests.

Plan names, synopses, tickets and even help articles are text that others can write into. A rule that holds for
everybody (`you can ask for a refund within 14 days`) may be told from a help article. What is decided, granted, owed
or due for this customer must come from typed fields of the customer's own records.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache

from actions.answers.gate.clauses import _FIRST, _SECOND, is_cue
from actions.answers.gate.lexicon import lexicon
from actions.answers.gate.locales import tongue
from actions.answers.gate.readings import Amount, Number, When
from actions.answers.gate.scan import Item, Scanner
from actions.answers.gate.words import OWN, word_set

_ACCOUNT = frozenset(
    {
        "CHARGE", "PAYMENT", "REFUND", "CREDIT", "CANCEL", "SUBSCRIPTION", "ACCOUNT", "INVOICE", "PLAN", "PRICE",
        "DISCOUNT", "FREE", "TRIAL", "ELIGIBLE", "OFFER", "DUE", "GIFT", "COMPENSATE", "CARD", "BALANCE", "GRANT",
    }
)  # fmt: skip
_GIVEN = frozenset({"ELIGIBLE", "GRANT", "FREE", "GIFT", "COMPENSATE", "CREDIT", "REFUND", "DISCOUNT"})
_MONEY_BACK = frozenset({"REFUND", "CREDIT", "COMPENSATE", "GIFT"})
_GENERAL = frozenset({"CAN", "IF", "MUST"})
"""What makes a sentence a rule: something may or must be done, or holds on a condition."""
_BE = word_set(
    "is are was were has have had be been being ist sind war waren wurde wird hat haben est sont était a ont été es "
    "son está están fue ha han será sera"
)
_UNREAD = dt.date(2000, 1, 1)


def about_the_account(items: Sequence[Item]) -> bool:
    """Whether a sentence says something of this customer's account, or wants something that no rule would."""
    cues = frozenset[str]().union(*(item.entry.claims for item in items if is_cue(item)))
    strict = frozenset[str]().union(*(item.entry.strict for item in items if is_cue(item)))
    lows = {item.low for item in items}
    personal = bool(lows & (_SECOND | _FIRST)) or bool(strict & _ACCOUNT)
    general = any(item.ops & _GENERAL for item in items)
    return (
        (personal and any(_exact(item) for item in items))
        or (bool(strict & {"GRANT"}) and len(items) > 1)
        or (bool(lows & _SECOND) and bool(cues & _GIVEN) and not general)
        or (bool(strict & _MONEY_BACK) and any(isinstance(item.value, Number) for item in items))
        or (bool(strict & _ACCOUNT) and any(item.kind == "address" for item in items))
        or (not general and _own_state(items))
    )


def _exact(item: Item) -> bool:
    """An amount or a day: what an account has, and a rule does not."""
    value = item.value
    return isinstance(value, Amount) or (isinstance(value, When) and value.length is None)


def _own_state(items: Sequence[Item]) -> bool:
    """`your account has been …`, `your refund is …`: what is the case for this customer."""
    for position, item in enumerate(items):
        if item.low not in OWN:
            continue
        noun = next((i for i in range(position + 1, min(position + 4, len(items))) if _of_account(items[i])), None)
        if noun is not None and any(other.low in _BE for other in items[noun + 1 : noun + 4]):
            return True
    return False


def _of_account(item: Item) -> bool:
    return is_cue(item) and bool(item.entry.strict & _ACCOUNT)


@lru_cache(maxsize=4096)
def unspeakable(text: str, language: str) -> bool:
    """Whether a name or state reads like a statement or a request: it is then not said at all."""
    items = [item for item in Scanner(tongue(language), _UNREAD).scan(text) if item.kind != "sign"]
    if len(items) < 2:
        return False
    if about_the_account(items) or asks_for_secrets(items, language):
        return True
    strict = frozenset[str]().union(*(item.entry.strict for item in items if is_cue(item)))
    return bool({item.low for item in items} & (_SECOND | _FIRST)) and bool(strict & _ACCOUNT)


def asks_for_secrets(items: Sequence[Item], language: str) -> bool:
    """`send us your password`: no support team asks for it, whatever a text says. `Never send …` does not ask."""
    phrases = lexicon(language).phrases
    lows = [item.low for item in items]
    whole = tuple(word for low in lows for word in low.split())
    secret = any(whole[i : i + len(words)] == words for words in phrases["secrets"] for i in range(len(whole)))
    return secret and any((low,) in phrases["hand_over"] for low in lows) and not any("NEG" in i.ops for i in items)
