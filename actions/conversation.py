"""Between Rasa and the answers: reads a tracker, checks who may ask, says the answer.

Every action of a use case derives from `UseCaseAction` and implements `answer`.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Choice
from actions.dialogue.registry import register
from actions.dialogue.turn import converse, running_form
from actions.errors import CustomerVisible, EntityMissing, SystemUnavailable
from actions.identity import Identity, Level
from actions.services import Services, services
from actions.systems.memo import one_message

_log = logging.getLogger(__name__)

_LINKED = frozenset(("slack", "messenger", "whatsapp"))  # chat accounts there are linked to customers
_LINK = "/link_account"  # understood by the bot's channels, and never routed


@dataclass(frozen=True)
class Ask:
    """One message as an action sees it.

    `given` are the values of a pressed choice. `focus` is what the conversation is about: the ids of the
    title, device or invoice last spoken of. None of them carries authority; `identity` alone does.
    """

    text: str
    intent: str
    identity: Identity
    locale: str
    conversation: str
    turn: str
    given: Mapping[str, str]
    focus: Mapping[str, str]
    channel: str = "web"

    @property
    def customer(self) -> str | None:
        return self.identity.customer

    @property
    def signed_in(self) -> str:
        """The customer's id, where the use case's identity level ensures there is one."""
        assert self.identity.customer is not None  # noqa: S101 - checked by `UseCaseAction` before
        return self.identity.customer


def ask_of(tracker: Tracker, default_locale: str) -> Ask:
    """Read a tracker."""
    message = tracker.latest_message
    metadata = message.get("metadata") or {}
    pressed = message.get("text", "").startswith("/")
    return Ask(
        text="" if pressed else message.get("text") or "",
        intent=(message.get("intent") or {}).get("name") or "",
        identity=Identity.of_metadata(metadata),
        locale=metadata.get("locale") or default_locale,
        conversation=str(tracker.sender_id),
        turn=metadata.get("turn") or "",
        given={e["entity"]: str(e["value"]) for e in message.get("entities") or [] if pressed},
        focus=tracker.get_slot("focus") or {},
        channel=metadata.get("channel") or "web",
    )


class SpokenAction(Action, ABC):
    """An action that says an `Answer`, whatever happens on the way to it.

    `routed`: Rasa runs it for a message, which may then turn out to be a follow-up or several requests
    (`actions/dialogue`). A step of a form is not: the form decides what its message means.
    """

    action_name: ClassVar[str]
    routed: ClassVar[bool] = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "action_name" in cls.__dict__:
            register(cls)

    def name(self) -> str:
        return self.action_name

    @abstractmethod
    async def respond(self, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        """The answer to one message."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        on = services()
        ask = ask_of(tracker, on.settings.locale)
        say = on.composer.for_locale(ask.locale)

        async def respond(action: SpokenAction, asked: Ask, read: Tracker) -> Answer:
            return await action._safely(asked, say, on, read)

        with one_message():
            try:
                turn = await converse(self, ask, say, on, tracker, respond) if self.routed else None
            except Exception:
                # What was shown before may need a system that is down; the message itself may not.
                _log.exception("%s: the conversation could not be followed", self.action_name)
                turn = None
            answers = turn.answers if turn else [await self._safely(ask, say, on, tracker)]
        for answer in answers:
            if answer.text:
                dispatcher.utter_message(**answer.with_way_to_a_person(say("choice_human")).as_utterance())
        if turn is not None:
            return turn.events(running_form=running_form(tracker))
        return [SlotSet(name, value) for name, value in answers[0].slots.items()]

    async def _safely(self, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        try:
            return await self.respond(ask, say, on, tracker)
        except (SystemUnavailable, EntityMissing) as error:
            _log.warning("%s: %s", self.action_name, error)
            return Answer(say("system_unavailable"), choices=(HUMAN,))
        except CustomerVisible as error:
            return Answer(str(error), choices=(HUMAN,))
        except Exception:
            _log.exception("%s failed", self.action_name)
            return Answer(say("something_went_wrong"), choices=(HUMAN,))


class UseCaseAction(SpokenAction):
    """The action of a use case: answers only who may ask, and only while the use case is on."""

    use_case: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "use_case" in cls.__dict__:
            cls.action_name = f"action_{cls.use_case}"
        super().__init_subclass__(**kwargs)

    @abstractmethod
    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        """The answer for somebody who may ask."""

    async def respond(self, ask: Ask, say: Composer, on: Services, tracker: Tracker) -> Answer:
        return await self.permitted(ask, say, on)

    async def permitted(self, ask: Ask, say: Composer, on: Services) -> Answer:
        """The answer, or why there is none: also the way in for one use case that passes on to another."""
        refused = refusal(self.use_case, ask, say, on)
        if refused is None:
            return await self.answer(ask, say, on)
        state = on.use_cases.state(self.use_case, on.systems, ask.customer or ask.conversation)
        general = None if state == "off" else await self.general(ask, say, on)
        if general is None:
            return refused
        return _with_way_in(general, refused) if state == "ready" else general

    async def general(self, ask: Ask, say: Composer, on: Services) -> Answer | None:
        """What anybody may be told who is not known well enough for `answer`, or where the data for it is missing;
        None: nothing."""
        return None


def _with_way_in(general: Answer, refused: Answer) -> Answer:
    """What anybody may be told, and how to be told more."""
    return replace(general, text=f"{general.text}\n{refused.text}", choices=(*refused.choices, *general.choices))


def refusal(name: str, ask: Ask, say: Composer, on: Services) -> Answer | None:
    """What is said instead where a use case is off, lacks data, or needs a better sign-in. None: go on."""
    use_case = on.use_cases.by_name.get(name)
    if use_case is None or on.use_cases.state(name, on.systems, ask.customer or ask.conversation) != "ready":
        return Answer((use_case and use_case.off_says) or say("use_case_off"), choices=(HUMAN,))
    if ask.identity.level.suffices_for(use_case.identity):
        return None
    way = "link" if ask.channel in _LINKED else "sign_in"
    when = "first" if ask.identity.level is Level.ANYONE else "again"
    return Answer(say(f"{way}_{when}"), choices=(way_in(ask, say, on), HUMAN))


def way_in(ask: Ask, say: Composer, on: Services) -> Choice:
    """How to be known: by signing in on the website, or by linking the chat account that asks."""
    if ask.channel in _LINKED:
        return Choice(say("choice_link_account"), _LINK)
    return Choice(say("choice_sign_in"), url=on.settings.sign_in_url)
