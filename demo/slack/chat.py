"""The stand-in's page: one writes as Ada, a member of the workspace, and sees what Slack would show."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from demo.platforms.chat import Button, Message, Part, Place, Platform, Shown
from demo.platforms.failures import Failure
from demo.slack import workspace as slack
from demo.slack.api import WebApi
from demo.slack.events import Events
from demo.slack.person import Person, buttons_of
from demo.slack.workspace import Workspace

_HOME = "home"
_FAILURES = {
    "429": ("Slack answers 429, try again in 2 seconds", Failure(429, "chat.postMessage", retry_after=2)),
    "500": ("Slack answers 500", Failure(500, "chat.postMessage")),
    "lost": ("Slack posts, and its answer is lost", Failure(500, "chat.postMessage", after=True)),
    "slow": ("Slack answers after 3 seconds", Failure(None, "chat.postMessage", delay=3.0)),
}
_DUPLICATES = "four"

PLATFORM = Platform(
    name="Slack",
    title="Chat as Slack",
    intro="A stand-in of Slack: you are Ada, a member of the workspace. What you write reaches the chatbot as a "
    "signed event.",
    places=(
        Place(slack.DIRECT, "Direct message", "A private conversation. /support in front makes it a slash command."),
        Place("assistant", "Assistant thread", "A thread with the assistant: it shows that it is thinking."),
        Place(slack.CHANNEL, "#support", "Everybody reads along; what you write mentions the chatbot."),
        Place(_HOME, "Home tab", "What the chatbot shows of itself. Write anything to open it again."),
    ),
    failures={
        **{name: meaning for name, (meaning, _) in _FAILURES.items()},
        _DUPLICATES: "Slack delivers the next event four times",
    },
)


class SlackChat:
    """The page's `Chat`."""

    platform = PLATFORM

    def __init__(self, workspace: Workspace, api: WebApi, events: Events) -> None:
        self._workspace = workspace
        self._api = api
        self._events = events
        self._person = Person(workspace, events)
        self._assistant: str | None = None
        self._notice = ""

    def shown(self, place: str) -> Shown:
        calls = sorted([*self._events.calls, *self._api.calls], key=lambda call: call.at)[-60:]
        if place == _HOME:
            return Shown([*self._home(), *self._forms()], calls)
        channel, thread = self._where(place)
        status = self._workspace.statuses.get((channel, thread or ""), "")
        return Shown(list(self._messages(place)), calls, f"Usher {status}" if status else self._notice)

    async def write(self, place: str, text: str) -> None:
        """Copies of events last for one message."""
        self._notice = ""
        if place == _HOME:
            await self._person.opens_home()
        elif place == slack.CHANNEL:
            await self._person.mentions(text)
        elif place == slack.DIRECT and text.startswith("/support"):
            _, self._notice = await self._person.commands(text.removeprefix("/support").strip())
        else:
            await self._person.writes(text, await self._assistant_thread() if place == "assistant" else None)
        self._events.copies = 1

    async def press(self, place: str, message: str, value: str) -> None:
        if message == "form":
            rating, _, comment = value.partition(":")
            await self._person.sends_form(self._workspace.views.pop(), rating=rating, comment=comment)
        elif message == _HOME:
            await self._person.presses_home(value)
        else:
            await self._person.presses(self._where(place)[0], message, value)

    def fail(self, name: str) -> None:
        if name == _DUPLICATES:
            self._events.copies = 4
        else:
            self._api.failures.add(_FAILURES[name][1])

    def _where(self, place: str) -> tuple[str, str | None]:
        return (slack.DIRECT, self._assistant) if place == "assistant" else (place, None)

    async def _assistant_thread(self) -> str:
        if self._assistant is None:
            self._assistant = await self._person.opens_assistant()
        return self._assistant

    def _messages(self, place: str) -> Iterator[Message]:
        channel, _ = self._where(place)
        for message in list(self._workspace.messages[channel].values()):
            if self._is_in(message, place):
                yield _shown(message)
        for whisper in self._workspace.whispers:
            if whisper["channel"] == place:
                yield Message(whisper["ts"], "platform", (Part("text", f"Only you can see this: {whisper['text']}"),))
        yield from self._forms()

    def _is_in(self, message: dict[str, Any], place: str) -> bool:
        if place == "assistant":
            return self._assistant is not None and message.get("thread_ts") == self._assistant
        return self._assistant is None or self._assistant not in (message["ts"], message.get("thread_ts"))

    def _home(self) -> Iterator[Message]:
        view = self._workspace.homes.get(slack.PERSON)
        if view is not None:
            yield Message(_HOME, "bot", tuple(_parts(view, action=True)))

    def _forms(self) -> Iterator[Message]:
        if self._workspace.views:
            view = self._workspace.views[-1]
            title = Part("text", f"The app opened a form: {view['title']['text']}")
            answers = (
                Button("Send “down”", "down:"),
                Button("Send “down: it was about another bill”", "down:another bill"),
            )
            yield Message("form", "platform", (title, Part("buttons", buttons=answers)))


def _shown(message: dict[str, Any]) -> Message:
    if "bot_id" not in message:
        return Message(message["ts"], "person", (Part("text", _typed(message["text"])),))
    parts = tuple(_parts(message)) if message.get("blocks") else (Part("text", message["text"], mrkdwn=True),)
    return Message(message["ts"], "bot", parts)


def _parts(message: dict[str, Any], *, action: bool = False) -> Iterator[Part]:
    for block in message["blocks"]:
        kind, text = block["type"], (block.get("text") or {}).get("text", "")
        if kind == "section" and "accessory" in block:
            yield Part("card", text, image=block["accessory"].get("image_url"), mrkdwn=True)
        elif kind in ("section", "header"):
            yield Part("text", f"*{text}*" if kind == "header" else text, mrkdwn=True)
        elif kind == "context":
            yield Part("note", " · ".join(element["text"] for element in block["elements"]), mrkdwn=True)
        elif kind in ("actions", "context_actions"):
            buttons = buttons_of({"blocks": [block]})
            yield Part("buttons", buttons=tuple(_button(button, action=action) for button in buttons))


def _button(button: dict[str, Any], *, action: bool) -> Button:
    title = button["text"]["text"]
    return Button(title, button["action_id"] if action else title, button.get("url"))


def _typed(text: str) -> str:
    """A person's message as they typed it."""
    return html.unescape(text.replace(f"<@{slack.BOT_USER}>", "@Usher"))
