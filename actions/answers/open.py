"""An open question from gathered facts to an answer: worded by the model where there is one, checked, and
with the trace of what happened."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from actions.answers.model.ledger import subject_of
from actions.answers.model.prompt import Asked
from actions.answers.model.trace import Worded
from actions.channel import Channel
from actions.errors import SystemUnavailable
from actions.facts.billing import payments
from actions.facts.gather import Sources, gather
from actions.facts.model import Fact
from actions.facts.tellable import tellable
from actions.identity import Level
from actions.privacy.masking import PUBLIC, Mask
from actions.services import Services
from actions.systems.entities import Customer, Payment, Title

OnSentence = Callable[[int, str], Awaitable[None]]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Question:
    """An open question as it reached an action.

    `topic` None: the router was not sure. `intents` are its readings with their confidences; empty: there was none.
    `level` says how surely `customer` is known.
    """

    text: str
    locale: str
    customer: str | None
    conversation: str
    topic: str | None = None
    earlier: str = ""
    intents: Mapping[str, float] = field(default_factory=dict)
    level: Level = Level.ANYONE


@dataclass(frozen=True)
class OpenAnswer:
    """`text` None: no model worded it. `facts` are those that bear the text out; without one, all that were
    gathered and may leave. `worded` None: no model was asked."""

    text: str | None
    facts: tuple[Fact, ...]
    worded: Worded | None

    @property
    def drafted(self) -> bool:
        """Whether sentences were shown ahead, which the answer has to take the place of, whoever words it."""
        return self.worded is not None and self.worded.trace.drafted > 0


async def answer_openly(question: Question, on: Services, on_sentence: OnSentence | None) -> OpenAnswer:
    """Gather facts and have the model word them; without a model or without facts, only the facts.

    A customer whose details cannot be read just now cannot be masked, so nothing leaves.
    """
    try:
        customer, cards = await asyncio.gather(_customer(question.customer, on), _cards(question.customer, on))
    except SystemUnavailable as error:
        _log.warning("an open question is not worded: %s", error)
        return OpenAnswer(None, (), None)
    country = (customer and customer.country) or on.settings.country
    systems = tellable(on.use_cases, on.systems, question.customer or question.conversation, question.level)
    sources = Sources(systems, on.calendar, on.index, country, on.settings.refund_days)
    gathered = await gather(question.text, question.customer, question.topic, sources, question.intents)
    facts = on.leaving.facts(gathered)
    if on.wording is None or not facts:
        return OpenAnswer(None, tuple(facts), None)
    titles = [title.name for title in on.index.all(Title).values()]
    worded = await on.wording.word(
        Asked(question.text, question.locale, question.earlier), facts,
        today=on.calendar.today(), mask=Mask.of_customer(customer, cards, keep=titles),
        subject=_subject(question, on), on_sentence=on_sentence, shared=_shared(question, facts),
    )  # fmt: skip
    if worded.text is None:
        return OpenAnswer(None, tuple(facts), worded)
    return OpenAnswer(worded.text, tuple(fact for fact in facts if fact.id in worded.cites), worded)


def _shared(question: Question, facts: Sequence[Fact]) -> bool:
    """Whether the facts are the same whoever asks: what code concludes for a customer is that customer's."""
    return question.customer is None or all(fact.kind in PUBLIC for fact in facts)


async def _customer(id: str | None, on: Services) -> Customer | None:
    if id is None or not on.systems.yields(Customer):
        return None
    return next(iter(await on.systems.fetch(Customer, customer=id)), None)


async def _cards(id: str | None, on: Services) -> list[str]:
    """The last digits of the customer's cards."""
    if id is None or not on.systems.yields(Payment):
        return []
    return sorted({row.card_tail for row in await payments(on.systems, id) if row.card_tail})


def _subject(question: Question, on: Services) -> str:
    secret = on.settings.internal_secret
    return subject_of(question.customer, question.conversation, secret.get_secret_value() if secret else "")


def drafts(channel: Channel, conversation: str, turn: str, stream: str) -> OnSentence:
    """Shows each checked sentence in the conversation at once, as a draft."""

    async def show(number: int, text: str) -> None:
        await channel.draft(conversation, turn, stream, number, text)

    return show
