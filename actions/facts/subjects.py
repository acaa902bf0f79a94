"""What an open question is about: the things it names, and what it asks of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from actions.catalogue.concepts import stemmed, units
from actions.catalogue.help import LIKELY, answering
from actions.catalogue.hits import Hit, Mention
from actions.catalogue.index import Index
from actions.catalogue.mentioned import SURE, mentioned_people, mentioned_titles
from actions.catalogue.mentions import (
    mentioned_amounts,
    mentioned_devices,
    mentioned_error_codes,
    mentioned_invoices,
    mentioned_periods,
)
from actions.catalogue.periods import Period
from actions.systems.entities import HelpArticle

_PERHAPS = 0.2
"""From here on a title may be meant: behind all others its facts do no harm where it is not."""
_MONEY = (
    "#charge #invoice #money_back #twice #declined #payment_method #tax #price_up #discount #trial "
    "pay paid cost costs price money credit debit fee expensive bill owe"
)
_HOLDING = "#plan #subscription #cancel #come_back #upgrade #compare #hold #trial #streams #download #ads #discount"
_PLANS = "#compare #upgrade #student cheap cheaper cheapest included includes"
_FEATURES = "#plan #streams #download #ads"
_TROUBLE = "#freeze #error work broken crash crashes problem issue down outage wrong slow stuck black blank"
_DELIVERY = "#delivered #missing #holiday"
_QUALITY = "4k uhd hd 1080p 720p quality resolution picture blurry"
"""Each: stems of words and, behind a #, concepts of actions/catalogue/words.yml."""


@dataclass(frozen=True)
class Subject:
    """A question taken apart.

    `titles` are named, `perhaps` are titles that may be. `people` are names as in Title.people, `codes` keys of
    ErrorCode, `amounts` minor units. `says` holds the stems of its words and, behind a #, the concepts they stand
    for. `help` are the articles that may answer, the best first; `topics` the router's topic or theirs.
    """

    text: str
    says: frozenset[str]
    titles: tuple[Mention, ...]
    perhaps: tuple[Mention, ...]
    people: tuple[str, ...]
    devices: tuple[Mention, ...]
    codes: tuple[str, ...]
    amounts: tuple[int, ...]
    numbers: tuple[str, ...]
    periods: tuple[Period, ...]
    help: tuple[Hit, ...]
    topics: frozenset[str]

    def about(self, words: str) -> bool:
        """Whether it speaks of any of these words and concepts."""
        return not self.says.isdisjoint(_forms(words))

    @property
    def possessive(self) -> bool:
        """Whether it asks about something of the customer's own."""
        return re.search(r"\b(?:my|mine|our)\b", self.text, re.IGNORECASE) is not None

    @property
    def money(self) -> bool:
        return bool(self.amounts or self.numbers) or self.about(_MONEY) or "billing" in self.topics

    @property
    def holding(self) -> bool:
        """Whether it matters which plan the customer has."""
        return self.about(_HOLDING) or "plans" in self.topics or bool(self.titles) or self.quality

    @property
    def plans(self) -> bool:
        """Whether it may be about plans that are not named."""
        return self.about(_PLANS)

    @property
    def features(self) -> bool:
        """Whether it is about what a plan holds."""
        return self.about(_FEATURES) or self.quality

    @property
    def troubled(self) -> bool:
        """Whether it says that something does not work."""
        return bool(self.codes) or self.about(_TROUBLE)

    @property
    def trouble(self) -> bool:
        """Whether it may be about something that does not work."""
        return self.troubled or "playback" in self.topics

    @property
    def delivery(self) -> bool:
        return "delivery" in self.topics or ("#paper" in self.says and self.about(_DELIVERY))

    @property
    def quality(self) -> bool:
        return self.about(_QUALITY)

    @property
    def bare(self) -> bool:
        """Whether nothing is known of it, perhaps because it is in a language that the word lists do not have."""
        named = (self.titles, self.people, self.devices, self.codes, self.amounts, self.numbers, self.help, self.topics)
        return not any(named) and not any(word.startswith("#") for word in self.says)


@cache
def _forms(words: str) -> frozenset[str]:
    return frozenset(word if word.startswith("#") else stemmed(word) for word in words.split())


def subject(
    text: str, topic: str | None, index: Index, today: dt.date, intents: Mapping[str, float] | None = None
) -> Subject:
    """Take a question apart. Blocks for some milliseconds.

    `topic` is the router's; None: it was not sure. `intents` are its readings with their confidences.
    """
    hits = answering(index, text, intents=intents)
    articles = index.all(HelpArticle)
    own = {articles[hit.id].topic for hit in hits[:1] if hit.score >= LIKELY}
    titles = mentioned_titles(index, text, least=_PERHAPS)
    return Subject(
        text=text,
        says=frozenset(form for unit in units(text, index.spelling("help_article")) for form in unit.forms),
        titles=tuple(mention for mention in titles if mention.score >= SURE),
        perhaps=tuple(mention for mention in titles if mention.score < SURE),
        people=tuple(person.name for person in mentioned_people(index, text)),
        devices=tuple(mentioned_devices(index, text)),
        codes=tuple(code.code for code in mentioned_error_codes(index, text) if code.code),
        amounts=tuple(amount.amount_minor for amount in mentioned_amounts(text)),
        numbers=tuple(number.number for number in mentioned_invoices(index, text)),
        periods=tuple(mentioned_periods(text, today=today)),
        help=tuple(hit for hit in hits if hit.score >= LIKELY),
        topics=frozenset({topic} if topic else own),
    )
