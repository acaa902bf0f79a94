"""The company's newsletters, and who gets which."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from demo.cms.members import Member
from demo.database import Row

# id, name, what it is about
NEWSLETTERS: tuple[Row, ...] = (
    ("briefing", "The Courier Briefing", "The day's news, every morning"),
    ("weekend", "Weekend Reads", "Long articles, every Saturday"),
    ("new_on_play", "New on Play", "What is new to watch, every Friday"),
    ("film_club", "Film Club", "One classic and its story, once a month"),
    ("offers", "Offers from Northlight", "Prices and offers, now and then"),
)
_SHARES = {"briefing": 0.45, "weekend": 0.3, "new_on_play": 0.6, "film_club": 0.2, "offers": 0.5}
_STORIES = ("briefing", "new_on_play")  # what every named customer gets


def choices(members: Sequence[Member], rng: random.Random) -> Iterator[Row]:
    """Rows of `newsletter_choices`; members are numbered from 1 in their order."""
    for number, member in enumerate(members, start=1):
        for name, share in _SHARES.items():
            drawn = rng.random() < share
            yield number, name, int(name in _STORIES if member.story else drawn)
