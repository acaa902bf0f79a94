"""How the names of fields and kinds are read: which concepts they are, and which of them must be said."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from actions.answers.gate.lexicon import LANGUAGES, Entry, Words, field_words, lexicon, stem
from actions.answers.gate.words import word_set

Group = frozenset[str]

_STRUCTURE = word_set(
    "at on date id is are has have can may was the of in for currency minor value text name label by to do "
    "does will a an percent pct iso utc day datetime time money number no count num key formatted display "
    "local info current list which this their"
)
"""Parts of a field's name that say how it is stored, not what it is."""

UNSAID = frozenset(
    {
        "NEXT", "~product", "CURRENT", "LAST", "LIMIT", "AMOUNT", "PRICE", "STATUS", "TITLE", "LENGTH", "RUNTIME",
        "PEOPLE", "MONTH", "METHOD", "REASON", "FEATURE", "YEARREL", "MINUTE", "COUNTRY", "GENRE", "LINE",
        "PRORATION", "DAY", "WEEK", "HOUR", "YEAR", "QUARTER", "SUBSCRIPTION", "ACCOUNT", "PLAN", "VERSION", "NAME",
        "SYNOPSIS", "ADDRESS", "EDITION", "OFFER", "STEP", "CODE", "ACTIVE", "INVOICE"
    }
)  # fmt: skip
"""Concepts in a field's name that a sentence may leave unsaid without saying something else."""

DAYS_MUST_SAY = frozenset({"NEXT", "CURRENT", "LAST", "SUBSCRIPTION", "PLAN", "ACCOUNT", "ACCESS", "TITLE", "INVOICE",
                           "COUNTRY", "RENEW"})  # fmt: skip
"""For a day: the concepts that alone do not tell which day is meant."""

FAMILIES: tuple[frozenset[str], ...] = (
    frozenset({"ACTIVE", "TRIAL", "PASTDUE", "PAUSE", "CANCEL", "EXPIRE"}),
    frozenset({"PAID", "SUCCEED", "FAIL", "PENDING", "OPEN", "REFUND", "VOID", "DECLINE"}),
    frozenset({"DELIVERED", "MISSING", "LATE", "DAMAGED", "PLANNED", "PAUSE"}),
    frozenset({"OPEN", "RESOLVED", "MONITORING", "INVESTIGATE", "IDENTIFIED"}),
    frozenset({"INCREASE", "DECREASE"}),
    frozenset({"FILM", "SERIES", "CONCERT", "SHORT", "DOCUMENTARY"}),
    frozenset({"MONTH", "QUARTER", "YEAR", "WEEK"}),
    frozenset({"CARD", "PAYPAL", "DIRECTDEBIT", "BANK"}),
)
"""States of which a record has one: saying another contradicts it."""

_EXTRA: dict[str, Group] = {
    "statut": frozenset({"STATUS"}), "estado": frozenset({"STATUS"}), "zustand": frozenset({"STATUS"}), "motif": frozenset({"REASON"}),
    "grund": frozenset({"REASON"}), "motivo": frozenset({"REASON"}), "status": frozenset({"STATUS"}), "interval": frozenset({"INTERVAL"}), "frequency": frozenset({"INTERVAL"}),
    "watchable": frozenset({"AVAIL"}), "entitled": frozenset({"AVAIL"}), "until": frozenset({"END"}),
    "upto": frozenset({"END"}), "from": frozenset({"START"}), "since": frozenset({"START"}), "expires": frozenset({"END", "EXPIRE"}),
    "ads": frozenset({"ADS"}), "tail": frozenset({"CARD"}), "last4": frozenset({"CARD"}), "tier": frozenset({"PLAN"}),
    "minutes": frozenset({"MINUTE", "RUNTIME"}), "headline": frozenset({"TITLE", "ARTICLE"}), "charge": frozenset({"CHARGE"}),
    "billing": frozenset({"CHARGE"}), "billed": frozenset({"CHARGE"}), "renews": frozenset({"RENEW", "CHARGE"}),
    "renewal": frozenset({"RENEW", "CHARGE"}), "offer": frozenset({"OFFER", "DISCOUNT", "SAVING"}), "duration": frozenset({"LENGTH", "RUNTIME"}), "length": frozenset({"LENGTH", "RUNTIME"}),
    "running": frozenset({"RUNTIME", "LENGTH"}), "product": frozenset({"~product"}), "period": frozenset({"PERIOD", "PAID"}), "auto": frozenset({"AUTO"}),
    "streams": frozenset({"STREAM"}), "screens": frozenset({"STREAM"}),
    "effective": frozenset({"START", "CHANGE", "INCREASE", "DECREASE"}), "invoice": frozenset({"INVOICE"}), "bill": frozenset({"INVOICE", "CHARGE"}),
    "payment": frozenset({"PAYMENT", "CHARGE"}), "paid": frozenset({"PAYMENT", "PAID"}), "trial": frozenset({"TRIAL"}),
    "age": frozenset({"MATURITY"}), "maturity": frozenset({"MATURITY"}), "min": frozenset({"MINIMUM"}),
    "max": frozenset({"LIMIT"}), "year": frozenset({"YEARREL", "RELEASE"}), "due": frozenset({"DUE", "DELIVERY", "EDITION"}),
    "issued": frozenset({"ISSUE", "INVOICE"}), "attempted": frozenset({"ATTEMPT", "PAYMENT", "CHARGE"}),
    "access": frozenset({"ACCESS", "AVAIL"}), "available": frozenset({"AVAIL"}), "supported": frozenset({"SUPPORT"}),
    "rights": frozenset({"AVAIL"}), "window": frozenset({"AVAIL", "PERIOD"}), "movie": frozenset({"FILM", "TITLE"}),
    "film": frozenset({"FILM", "TITLE"}), "show": frozenset({"SERIES", "TITLE"}), "works": frozenset({"SUPPORT"}),
    "target": frozenset({"OFFER"}), "compared": frozenset({"PREVIOUS"}), "direction": frozenset({"STATUS"}),
    "seen": frozenset({"SEEN", "WATCHED"}), "watched": frozenset({"WATCHED"}), "duplicate": frozenset({"DUPLICATE"}),
    "more": frozenset({"INCREASE"}), "less": frozenset({"DECREASE"}), "yearly": frozenset({"YEAR"}), "annual": frozenset({"YEAR"}),
    "release": frozenset({"RELEASE"}), "before": frozenset({"PREVIOUS"}), "after": frozenset({"NEW"}), "delivery": frozenset({"DELIVERY"}),
    "article": frozenset({"ARTICLE"}), "help": frozenset({"HELPART"}), "subscription": frozenset({"SUBSCRIPTION"}),
    "active": frozenset({"ACTIVE"}), "hd": frozenset({"QUALITY"}), "with": frozenset({"AVAIL"}), "ad": frozenset({"ADS"}), "final": frozenset({"LAST"}), "four": frozenset({"CARD"}), "digits": frozenset({"CARD"}),
    "instrument": frozenset({"METHOD", "CARD"}), "initial": frozenset({"INITIAL"}), "remaining": frozenset({"LEFT", "BALANCE"}),
    "balance": frozenset({"BALANCE", "LEFT"}), "expected": frozenset({"PLANNED"}), "identified": frozenset({"IDENTIFIED"}), "newest": frozenset({"LAST"}),
}  # fmt: skip


def split(name: str) -> list[str]:
    """`nextBillingAt` and `next_billing-at` into their words."""
    return [
        part
        for part in re.split(r"[^a-z0-9\u00df-\u00ff]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower())
        if part
    ]


@lru_cache(maxsize=4096)
def groups(name: str) -> tuple[Group, ...]:
    """The concepts of a field's or kind's name, one group of alternatives per telling word."""
    parts = tuple(split(name))
    found: list[Group] = []
    at = 0
    while at < len(parts):
        group, at = _next_group(parts, at)
        if group:
            found.append(group)
    return tuple(found)


def _next_group(parts: tuple[str, ...], at: int) -> tuple[Group, int]:
    """What the next word or expression (`last_used`, `running_time`) says, and where it ends."""
    if (known := _listed(parts, at)) is not None:
        return known
    whole = lexicon("en").expression(parts, at)
    if whole is not None and whole[0].strict - _NAMED_APART:
        return whole[0].strict | {"~" + stem(part, "en") for part in parts[at + 1 : whole[1]]}, whole[1]
    if whole is not None and whole[0].opposite and not whole[0].claims:
        return whole[0].opposite, whole[1]  # `ad_free` is about ads; its yes is their no
    part = parts[at]
    return frozenset() if part in _STRUCTURE else _group(part), at + 1


def _listed(parts: tuple[str, ...], at: int) -> tuple[Group, int] | None:
    """What the list of words in names of fields says of the longest expression, or of a word that nothing else says."""
    listed = _field_words()
    for size in range(min(_LONGEST, len(parts) - at), 0, -1):
        words = parts[at : at + size]
        if words in listed and (size > 1 or not _understood(words[0])):
            return listed[words] | {"~" + stem(word, "en") for word in words if word not in _STRUCTURE}, at + size
    return None


_LONGEST = 3


@cache
def _field_words() -> dict[Words, Group]:
    """The listed words, also as they are written without their accents."""
    listed = field_words()
    return {spelt: listed[words] for words in listed for spelt in (_folded(words), _spelt_out(words), words)}


def _folded(words: Words) -> Words:
    """`gültig` as `gultig`, `échéance` as `echeance`."""
    return tuple("".join(c for c in unicodedata.normalize("NFD", w) if not unicodedata.combining(c)) for w in words)


def _spelt_out(words: Words) -> Words:
    """`gültig` as `gueltig`."""
    return tuple(w.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss") for w in words)


def _understood(part: str) -> bool:
    """Whether a word of a name is read without that list."""
    entry = lexicon("en").entry(part)
    return part in _EXTRA or (entry is not None and bool(entry.claims or entry.opposite))


@cache
def _foreign() -> dict[str, Group]:
    """What words of the other languages say in names of fields, with and without their accents."""
    found: dict[str, Group] = {}
    for language in LANGUAGES[1:]:
        for words, entry in lexicon(language).entries.items():
            if len(words) == 1 and entry.strict:
                for spelt in (words, _folded(words), _spelt_out(words)):
                    found.setdefault(spelt[0], entry.strict)
    return found


_NAMED_APART = frozenset({"PERIOD", "STREAM", "CHARGE", "PAYMENT", "RETRY", "AVAIL", "INCLUDE"})
"""Concepts of expressions whose words say more apart."""


def _group(part: str) -> Group:
    if part in _EXTRA:
        return _EXTRA[part]
    entry = lexicon("en").entry(part)
    if entry is not None:
        return entry.strict or entry.loose or entry.weak or entry.opposite
    return _foreign().get(part, frozenset()) | {"~" + stem(part, "en")}


@lru_cache(maxsize=4096)
def unmeant(name: str) -> frozenset[str]:
    """The words of a name that elsewhere claim nothing: `used`, `held_until`. In such facts they do."""
    lexi = lexicon("en")
    plain = [part for part in split(name) if part not in _STRUCTURE and part not in _EXTRA]
    return frozenset(part for part in plain if len(part) > 3 and not part.isdigit()
                     and (entry := lexi.entry(part)) is not None and entry == Entry(glue=True))  # fmt: skip


def _abroad(part: str) -> Entry | None:
    """A state in another language: `aktiv`, `payée`, `suscrito`."""
    for language in LANGUAGES[1:]:
        if (entry := lexicon(language).entry(part)) is not None and (entry.strict or entry.opposite):
            return entry
    return None


DENYING = word_set("not no never nicht kein keine non pas nunca sin without")


@lru_cache(maxsize=4096)
def said(text: str) -> Group:
    """All concepts of a short state such as ``past_due`` or ``card_expired``, strict and loose."""
    whole = text.lower().replace("_", " ")
    lexi = lexicon("en")
    if (entry := lexi.entries.get(tuple(whole.split()))) is not None and entry.claims:
        return entry.claims | ({"PAID"} if "SUCCEED" in entry.strict else frozenset())
    parts = split(text)
    if parts[:1] in (["being"], ["in"], ["waiting"], ["awaiting"], ["to"]) and len(parts) > 1:
        return frozenset({"OPEN", "PENDING"})  # `being fixed` is not fixed
    if set(parts) & DENYING:
        return frozenset()
    found: set[str] = set()
    for part in parts:
        entry_of = lexi.entry(part) or _abroad(part)
        found |= _EXTRA.get(part, frozenset())
        found |= entry_of.strict if entry_of else {"~" + stem(part, "en")}
    return frozenset(found)


@lru_cache(maxsize=4096)
def denied_by(text: str) -> Group:
    """The concepts that a short state denies: of ``not subscribed`` and ``unused`` the rest; empty: it denies nothing."""
    parts = split(text)
    if len(parts) == 1 and (bare := undone(parts[0])):
        return frozenset({"~" + stem(bare, "en")}) | said(bare)
    if not set(parts) & DENYING:
        return frozenset()
    return said(" ".join(part for part in parts if part not in DENYING))


def undone(word: str) -> str:
    """`used` of `unused`; empty: the word denies nothing."""
    rest = word[2:]
    known = word.startswith("un") and len(rest) > 3 and lexicon("en").entries.get((word,)) is None
    return rest if known and lexicon("en").entry(rest) is not None else ""


def needs(name: str) -> tuple[Group, ...]:
    """The groups of a field's name that a sentence must say for the field's value to be meant."""
    telling = groups(name)
    unsaid = UNSAID | {"RELEASE"} if any("YEARREL" in group for group in telling) else UNSAID  # `a film from 1998`
    return tuple(group for group in telling if not group & unsaid)


_COMMON = frozenset(
    {
        "ELIGIBLE", "ALLOW", "AVAIL", "ACCESS", "CHARGE", "PAYMENT", "FEATURE", "PLAN", "SUBSCRIPTION", "ACCOUNT",
        "INVOICE", "TITLE", "FILM", "SERIES", "DEVICE", "CURRENT", "STATUS", "ACTIVE"
    }
)  # fmt: skip


_PAID = frozenset({"CHARGE", "PAYMENT"})


def core(telling: tuple[Group, ...]) -> tuple[Group, ...]:
    """The groups that make a yes-or-no field what it is: `charged_twice` is about twice, `included` about included."""
    twice = any("DUPLICATE" in group for group in telling)
    special = tuple(group for group in telling if not group & _COMMON or (group & _PAID and not twice))
    verbs = tuple(group for group in telling if group & ({"ELIGIBLE", "ALLOW", "AVAIL", "ACTIVE"} | _PAID))
    return special or verbs or telling
