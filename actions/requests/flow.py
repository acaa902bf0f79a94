"""What every request to the company has in common: what is asked, what is shown, what is sent.

A `Flow` knows one use case's request. The steps themselves, from the first question to the receipt, are the same for
all (`actions/requesting.py`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from rasa_sdk import Tracker

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Choice
from actions.conversation import Ask
from actions.dialogue.memory import Offer
from actions.facts.cancellation import asks_how_it_stands
from actions.requests.draft import VALUE, Draft
from actions.services import Services


@dataclass(frozen=True)
class Talk:
    """One message within a request: who says what, and what may be used to answer."""

    ask: Ask
    say: Composer
    on: Services
    tracker: Tracker

    @property
    def pressed(self) -> str | None:
        """The pressed answer to the form's question; None: words were typed, or another choice was pressed."""
        return self.ask.given.get(VALUE)


@dataclass(frozen=True)
class Order:
    """What is sent: its `kind` as `sends` of use_cases.yml names it, and its data.

    `done`, `pending` and `refused` are the wordings for what became of it, `words` what they say besides the receipt.
    `undo` is the choice that takes it back; None: there is none.
    """

    kind: str
    data: Mapping[str, Any]
    done: str
    words: Mapping[str, Any] = field(default_factory=dict)
    pending: str = "request_sent"
    refused: str = "request_not_done"
    undo: Offer | None = None


class Flow(ABC):
    """One use case's request. Every method reads the customer's rows afresh, so that nothing stale is confirmed."""

    use_case: ClassVar[str]
    kind: ClassVar[str]
    keeping_is_no: ClassVar[bool] = True
    """Whether “keep it” means that nothing should be done."""

    async def prepared(self, draft: Draft, talk: Talk) -> Draft | Answer:
        """The draft with what must be known before it can be shown; an answer: why it cannot go on."""
        return draft

    async def question(self, draft: Draft, talk: Talk) -> Answer | None:
        """What still has to be asked; None: nothing."""
        return None

    async def heard(self, draft: Draft, talk: Talk) -> Draft | None:
        """The draft with what the message adds or corrects; None: it says nothing about this request."""
        return None

    def same(self, shown: Draft, now: Draft, talk: Talk) -> bool:
        """Whether what was shown is still what would happen."""
        return True

    @abstractmethod
    async def preview(self, draft: Draft, talk: Talk) -> Answer:
        """What would happen, with the real figures, and the question whether it should."""

    async def kept(self, draft: Draft, talk: Talk) -> Answer:
        """What is said to a customer who decided against it."""
        return Answer(talk.say("request_kept"))

    @abstractmethod
    async def order(self, draft: Draft, talk: Talk) -> Order:
        """What is sent once the customer has said yes."""


def taken(flow: type[Flow] | Flow, on: Services, kind: str | None = None) -> bool:
    """Whether the company's endpoint takes this kind of request: `sends` of use_cases.yml lists it."""
    use_case = on.use_cases.by_name.get(flow.use_case)
    return on.requests is not None and use_case is not None and (kind or flow.kind) in use_case.sends


def begun(flow: type[Flow] | Flow, answer: Answer, **values: str) -> Answer:
    """An answer after which the request begins, with what is known of it."""
    return replace(answer, slots={**answer.slots, **Draft(flow.use_case, values).as_slots()})


def begun_if_asked(flow: type[Flow] | Flow, answer: Answer, ask: Ask, say: Composer, **values: str) -> Answer:
    """`begun`, unless the words only ask how things stand: then the request is there to press."""
    if not asks_how_it_stands(ask.text):
        return begun(flow, answer, **values)
    return replace(answer, choices=(Choice(say(f"case_{flow.use_case}"), f"/{flow.use_case}"), *answer.choices))


def by_person(answer: Answer, say: Composer) -> Answer:
    """An answer where the company's endpoint does not take the request: a person does it."""
    choices = tuple(one for one in answer.choices if one.payload != HUMAN.payload)
    return replace(answer, text=f"{answer.text}\n{say('request_by_person')}".strip(), choices=(HUMAN, *choices))


def value_choice(title: str, value: str) -> Choice:
    """An answer to the form's question, to press."""
    return Choice(title, f'/inform{{"{VALUE}": "{value}"}}')


def confirming(say: Composer, yes: str = "choice_confirm", no: str = "choice_leave_it") -> tuple[Choice, Choice]:
    """The two buttons under a preview."""
    return Choice(say(yes), "/affirm"), Choice(say(no), "/deny")
