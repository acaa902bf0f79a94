"""An open question from gathered facts to an answer: worded by the model where there is one, checked, and
with the trace of what happened."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from actions.answers.model.ledger import subject_of
from actions.answers.model.prompt import Asked
from actions.answers.model.trace import Worded
from actions.channel import Channel
from actions.facts.gather import Sources, gather
from actions.facts.model import Fact, Text
from actions.privacy.masking import Mask
from actions.services import Services
from actions.systems.entities import Customer, Title

OnSentence = Callable[[int, str], Awaitable[None]]


@dataclass(frozen=True)
class Question:
    """An open question as it reached an action. `topic` None: the router was not sure."""

    text: str
    locale: str
    customer: str | None
    conversation: str
    topic: str | None = None
    earlier: str = ""


@dataclass(frozen=True)
class OpenAnswer:
    """`text` None: no model worded it. `facts` are those that may be cited."""

    text: str | None
    facts: tuple[Fact, ...]
    worded: Worded | None


async def answer_openly(question: Question, on: Services, on_sentence: OnSentence | None) -> OpenAnswer:
    """Gather facts and have the model word them; without a model or without facts, only the facts."""
    customer = await _customer(question.customer, on)
    country = (customer and customer.country) or on.settings.country
    sources = Sources(on.systems, on.calendar, on.index, country)
    facts = on.leaving.facts(await gather(question.text, question.customer, question.topic, sources))
    if on.wording is None or not facts:
        return OpenAnswer(None, tuple(facts), None)
    worded = await on.wording.word(
        Asked(question.text, question.locale, question.earlier), facts,
        today=on.calendar.today(), mask=_mask(customer, facts, on),
        subject=subject_of(question.customer, question.conversation), on_sentence=on_sentence,
    )  # fmt: skip
    cited = [fact for fact in facts if fact.id in worded.cites] or facts
    return OpenAnswer(worded.text, tuple(cited if worded.text else facts), worded)


async def _customer(id: str | None, on: Services) -> Customer | None:
    if id is None or not on.systems.yields(Customer):
        return None
    return next(iter(await on.systems.fetch(Customer, customer=id)), None)


def _mask(customer: Customer | None, facts: Sequence[Fact], on: Services) -> Mask:
    tails = [value.value for fact in facts for name, value in fact.fields.items()
             if name == "card_tail" and isinstance(value, Text)]  # fmt: skip
    return Mask.of_customer(customer, tails, keep=[title.name for title in on.index.all(Title).values()])


def drafts(channel: Channel, conversation: str, turn: str, stream: str) -> OnSentence:
    """Shows each checked sentence in the conversation at once, as a draft."""

    async def show(number: int, text: str) -> None:
        await channel.draft(conversation, turn, stream, number, text)

    return show
