"""A member of the workspace: what they do in Slack, and the events that Slack makes of it."""

from __future__ import annotations

import time
from typing import Any

from demo.slack import workspace as slack
from demo.slack.events import Events
from demo.slack.workspace import Workspace


class Person:
    """Ada, who writes to the app. Every method gives the status the app answered with."""

    def __init__(self, workspace: Workspace, events: Events) -> None:
        self._workspace = workspace
        self._events = events

    async def writes(self, text: str, thread: str | None = None, **more: Any) -> int:
        """A direct message, perhaps in a thread (an assistant's), perhaps with `files`."""
        said = self._workspace.person_says(slack.DIRECT, escaped(text), thread, **more)
        return await self._events.event({**said, "channel": slack.DIRECT, "channel_type": "im"})

    async def mentions(self, text: str, thread: str | None = None) -> int:
        """A message to the app in a channel. Slack makes two events of it."""
        said = self._workspace.person_says(slack.CHANNEL, f"<@{slack.BOT_USER}> {escaped(text)}", thread)
        await self._events.event({**said, "type": "app_mention", "channel": slack.CHANNEL})
        return await self._events.event({**said, "channel": slack.CHANNEL, "channel_type": "channel"})

    async def says_to_others(self, text: str, thread: str | None = None) -> int:
        """A message in the channel that is not for the app."""
        said = self._workspace.person_says(slack.CHANNEL, escaped(text), thread)
        return await self._events.event({**said, "channel": slack.CHANNEL, "channel_type": "channel"})

    async def edits(self, ts: str, text: str) -> int:
        """Change a direct message."""
        before = dict(self._workspace.message(slack.DIRECT, ts))
        edited = {"user": slack.PERSON, "ts": self._workspace.ts()}
        self._workspace.message(slack.DIRECT, ts).update(text=escaped(text), edited=edited)
        event = {
            "type": "message",
            "subtype": "message_changed",
            "message": dict(self._workspace.message(slack.DIRECT, ts)),
            "previous_message": before,
            "hidden": True,
        }
        return await self._in_direct(event)

    async def deletes(self, ts: str) -> int:
        """Take a direct message back."""
        before = self._workspace.messages[slack.DIRECT].pop(ts)
        event = {"type": "message", "subtype": "message_deleted", "deleted_ts": ts, "previous_message": before}
        return await self._in_direct({**event, "hidden": True})

    async def commands(self, text: str, command: str = "/support") -> tuple[int, str]:
        """A slash command in the channel; status and what is shown at once."""
        return await self._events.command(command, text, slack.CHANNEL)

    async def presses(self, channel: str, ts: str, title: str) -> tuple[int, str]:
        """The button of a message whose label holds `title`. LookupError when there is none."""
        message = self._workspace.message(channel, ts)
        action = _action(message, title)
        return await self._press(channel, message, action)

    async def sends_form(self, view: dict[str, Any], **values: str) -> tuple[int, str]:
        """Send a form that the app has opened: ``rating`` and ``comment``."""
        fields = {
            "rating": {"value": {"type": "radio_buttons", "selected_option": {"value": values["rating"]}}},
            "comment": {"value": {"type": "plain_text_input", "value": values.get("comment")}},
        }
        filled = {**view, "state": {"values": fields}}
        return await self._events.interaction({"type": "view_submission", "view": filled})

    async def opens_home(self) -> int:
        event = {"type": "app_home_opened", "user": slack.PERSON, "channel": slack.DIRECT, "tab": "home"}
        return await self._events.event(event)

    async def presses_home(self, action: str) -> tuple[int, str]:
        """A button of the Home tab, by its action."""
        pressed = {"type": "button", "action_id": action, "value": "1", "action_ts": f"{time.time():.6f}"}
        container = {"type": "view", "view_id": "V1"}
        return await self._events.interaction({"type": "block_actions", "container": container, "actions": [pressed]})

    async def opens_assistant(self) -> str:
        """Begin a thread with the assistant; gives the thread's `ts`."""
        root = self._workspace.bot_says(slack.DIRECT, {"text": "New assistant thread"}, None)
        thread = {"user_id": slack.PERSON, "channel_id": slack.DIRECT, "thread_ts": root["ts"], "context": {}}
        await self._events.event({"type": "assistant_thread_started", "assistant_thread": thread})
        return str(root["ts"])

    async def _in_direct(self, event: dict[str, Any]) -> int:
        stamps = {"ts": self._workspace.ts(), "channel": slack.DIRECT, "channel_type": "im"}
        return await self._events.event({**event, **stamps})

    async def _press(self, channel: str, message: dict[str, Any], action: dict[str, Any]) -> tuple[int, str]:
        thread = {"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}
        container = {"type": "message", "message_ts": message["ts"], "channel_id": channel, **thread}
        return await self._events.interaction(
            {
                "type": "block_actions",
                "container": container,
                "channel": {"id": channel},
                "message": message,
                "actions": [{**action, "action_ts": f"{time.time():.6f}"}],
            }
        )


def escaped(text: str) -> str:
    """What somebody typed, as Slack passes it on."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def buttons_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Everything to press under a message, each as Slack's action."""
    found: list[dict[str, Any]] = []
    for block in message.get("blocks") or ():
        for element in block.get("elements") or ():
            if element.get("type") == "button":
                found.append({**element, "block_id": block.get("block_id")})
            elif element.get("type") == "feedback_buttons":
                found += [
                    {**element[side], "type": "feedback_buttons", "action_id": element["action_id"]}
                    for side in ("positive_button", "negative_button")
                ]
    return found


def _action(message: dict[str, Any], title: str) -> dict[str, Any]:
    for button in buttons_of(message):
        if title in button["text"]["text"]:
            return button
    raise LookupError(f"no button {title!r} among {[one['text']['text'] for one in buttons_of(message)]}")
