"""Who the demo company's customers are and what happened to them: the ten stories first, then ordinary lives."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace

from demo.billing.build import Subscriber
from demo.billing.catalogue import PLANS, STREAMING
from demo.billing.ordinary import Lives
from demo.billing.scenes import scenes
from demo.cms.members import Member
from demo.dates import midnight
from demo.people import CARD, Person, Register
from demo.stories import STORIES

_GONE_EVERY = 97  # one account in so many was deleted at its owner's wish
_TWICE_EVERY = 199  # one account in so many paid its newest bill twice by mistake


def subscribers(count: int, seed: int, today: dt.date) -> Iterator[Subscriber]:
    """`count` customers; the same seed and day yield the same ones."""
    now = midnight(today)
    rng = random.Random(seed)
    register, lives, told = Register(rng, today.year), Lives(rng, now), scenes(now)
    for story in STORIES:
        person = register.named(story.customer, story.first_name, story.last_name, story.country, method=CARD)
        if story.slug == "payment-failed":
            person = _with_expired_card(person, today)
        yield Subscriber(person, told[story.slug], story.slug)
    for number in range(len(STORIES) + 1, count + 1):
        person = register.person()
        scripts = lives.of(person)
        if number % _TWICE_EVERY == 0:
            scripts = (replace(scripts[0], paid_twice=0), *scripts[1:])
        yield Subscriber(person, scripts, gone=number % _GONE_EVERY == 0)


def _with_expired_card(person: Person, today: dt.date) -> Person:
    last_month = today.replace(day=1) - dt.timedelta(days=1)
    return replace(person, card_expires=last_month.year % 100 * 100 + last_month.month)


def member_of(subscriber: Subscriber, now: dt.datetime) -> Member:
    """The same customer as the content system knows them."""
    person, story = subscriber.person, subscriber.story
    script = next((s for s in subscriber.scripts if PLANS[s.plan].product == STREAMING), None)
    if script is None:
        since = subscriber.since
        return Member(person.customer, person.first_name, person.country, since, None, since, now, story)
    ends = [event.at for event in (script.cancellation, script.pause) if event]
    return Member(
        person.customer, person.first_name, person.country, subscriber.since,
        script.change.plan if script.change else script.plan, script.start, min([now, *ends]), story,
    )  # fmt: skip
