"""Slack's events, commands and presses, read into what they mean for a conversation.

https://docs.slack.dev/reference/events/message
https://docs.slack.dev/reference/events/app_mention
https://docs.slack.dev/interactivity/implementing-slash-commands
https://docs.slack.dev/reference/interaction-payloads/block_actions-payload

What nobody waits for an answer to reads as nothing: bots, joins, deletions, what people in a channel say to each
other, and kinds of tomorrow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.core.model import Note
from bot.channels.slack.address import Where
from bot.channels.slack.mrkdwn import heard, mentions

_SPOKEN = (None, "file_share", "thread_broadcast", "me_message")
_DIRECT = "im"

Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """A message to us. `id` is the same for every event about it. `opens_thread`: our reply begins one."""

    where: Where
    id: str
    text: str
    note: Note | None = None
    opens_thread: bool = False


@dataclass(frozen=True)
class Pressed:
    """A button of a message of ours. `value` is what we gave the button, `title` what it shows."""

    where: Where
    id: str
    action: str
    value: str
    title: str
    message: str
    blocks: tuple[dict[str, Any], ...]


def said(body: Payload) -> Said | None:
    """A `message` or `app_mention` event; None: it is not for us."""
    event = body.get("event") or {}
    subtype = event.get("subtype")
    if subtype == "message_changed":
        return _edited(body, event)
    if subtype not in _SPOKEN or event.get("bot_id") or event.get("hidden") or not event.get("user"):
        return None
    direct, bot = event.get("channel_type") == _DIRECT, _bot(body)
    mentioned = event.get("type") == "app_mention" or (bot is not None and mentions(event.get("text", ""), bot))
    if not direct and not mentioned:
        return None
    text = heard(str(event.get("text") or ""), bot)
    note: Note | None = "attachment" if event.get("files") and not text else None
    thread = event.get("thread_ts") if direct else event.get("thread_ts") or event["ts"]
    where = _where(body, event, direct=direct, thread=thread)
    # app_mention and message are two events about one message, with its ts in common
    return Said(where, str(event["ts"]), text, note, opens_thread=not direct and "thread_ts" not in event)


def commanded(command: Payload) -> Said:
    """A slash command: answered in the direct messages of whoever gave it, wherever that was."""
    where = Where(
        team=str(command["team_id"]),
        channel=str(command["user_id"]),
        user=str(command["user_id"]),
        private=True,
        enterprise=command.get("enterprise_id"),
    )
    return Said(where, str(command["trigger_id"]), heard(str(command.get("text") or ""), None))


def pressed(payload: Payload) -> Pressed | None:
    """A press of a button in a message; None: it was no message's, or a link's that Slack has opened."""
    container, message = payload.get("container") or {}, payload.get("message") or {}
    actions = payload.get("actions") or []
    if container.get("type") != "message" or not actions or not actions[0].get("value"):
        return None
    action = actions[0]
    return Pressed(
        where=pressed_in(payload),
        id=f"press-{action.get('action_ts')}",
        action=str(action.get("action_id")),
        value=str(action["value"]),
        title=str((action.get("text") or {}).get("text") or ""),
        message=str(container.get("message_ts")),
        blocks=tuple(message.get("blocks") or ()),
    )


def pressed_in(payload: Payload) -> Where:
    """Where somebody pressed a button of a message."""
    container, user = payload["container"], payload["user"]
    channel = str(container.get("channel_id") or payload["channel"]["id"])
    thread = container.get("thread_ts") or (payload.get("message") or {}).get("thread_ts")
    team, enterprise = workspace(payload)
    private = channel.startswith("D")
    return Where(team, channel, str(user["id"]), private, thread, enterprise, user.get("team_id"))


def workspace(payload: Payload) -> tuple[str, str | None]:
    """The workspace that an interaction came from, and its organisation, if it has one."""
    team, enterprise, user = payload.get("team") or {}, payload.get("enterprise") or {}, payload.get("user") or {}
    return str(team.get("id") or user.get("team_id") or ""), enterprise.get("id")


def home_of(body: Payload) -> Where:
    """The person who opened our Home tab or an assistant's thread."""
    event = body["event"]
    team, enterprise = _installed(body)
    thread = event.get("assistant_thread") or {}
    user = str(event.get("user") or thread.get("user_id"))
    return Where(team, str(thread.get("channel_id") or user), user, True, thread.get("thread_ts"), enterprise)


def asked_at_home(payload: Payload, text: str, note: Note) -> Said:
    """A button of the Home tab: what it asks for goes on in the direct messages."""
    team, enterprise = workspace(payload)
    user = str(payload["user"]["id"])
    where = Where(team, user, user, private=True, enterprise=enterprise, user_team=payload["user"].get("team_id"))
    return Said(where, f"home-{payload['actions'][0]['action_ts']}", text, note)


def _edited(body: Payload, event: Payload) -> Said | None:
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    changed = now.get("text") != before.get("text") and "edited" in now
    if event.get("channel_type") != _DIRECT or not changed or now.get("bot_id") or not now.get("user"):
        return None
    inner = {**now, "channel": event["channel"]}
    where = _where(body, inner, direct=True, thread=now.get("thread_ts"))
    return Said(where, f"edit-{now['ts']}", heard(str(now.get("text") or ""), _bot(body)), "edited")


def _where(body: Payload, event: Payload, *, direct: bool, thread: str | None) -> Where:
    team, enterprise = _installed(body)
    user_team = event.get("user_team") or event.get("team")
    return Where(team, str(event["channel"]), str(event["user"]), direct, thread, enterprise, user_team)


def _installed(body: Payload) -> tuple[str, str | None]:
    # in channels shared between companies the event names its own workspace, the authorization ours
    ours = (body.get("authorizations") or [{}])[0]
    team = ours.get("team_id") or body.get("team_id")
    return str(team), ours.get("enterprise_id") or body.get("enterprise_id")


def _bot(body: Payload) -> str | None:
    ours = (body.get("authorizations") or [{}])[0]
    return str(ours["user_id"]) if ours.get("is_bot") and ours.get("user_id") else None
