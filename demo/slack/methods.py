"""The methods of Slack's Web API that a chatbot calls: https://docs.slack.dev/reference/methods"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from demo.slack import workspace as slack
from demo.slack.limits import MARKDOWN, UPDATED_TEXT, check_blocks, check_text
from demo.slack.workspace import SlackError, Workspace

Arguments = Mapping[str, Any]
Answer = dict[str, Any]


class Methods:
    """Calls by the method's name; each gives what Slack answers beside ``ok``. Raises `SlackError`."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[str, Callable[[Arguments], Answer]] = {
            "auth.test": self.auth_test,
            "chat.postMessage": self.post,
            "chat.postEphemeral": self.whisper,
            "chat.update": self.update,
            "chat.delete": self.delete,
            "chat.startStream": self.start_stream,
            "chat.appendStream": self.append_stream,
            "chat.stopStream": self.stop_stream,
            "conversations.open": self.open,
            "conversations.history": self.history,
            "conversations.replies": self.replies,
            "assistant.threads.setStatus": self.set_status,
            "assistant.threads.setSuggestedPrompts": self.set_prompts,
            "views.open": self.open_view,
            "views.publish": self.publish_view,
            "oauth.v2.access": self.access,
            "users.info": self.user_info,
        }

    def call(self, name: str, arguments: Arguments, token: str | None) -> Answer:
        """What a method answers. All but OAuth's want the bot's token."""
        method = self._known.get(name)
        if method is None:
            raise SlackError("unknown_method")
        if name != "oauth.v2.access" and token != self._workspace.token:
            raise SlackError("invalid_auth" if token else "not_authed")
        try:
            return method(arguments)
        except KeyError as error:
            raise SlackError("invalid_arguments") from error

    def auth_test(self, given: Arguments) -> Answer:
        return {
            "url": "https://northlight.slack.com/",
            "team": "Northlight",
            "team_id": slack.TEAM,
            "user": "usher",
            "user_id": slack.BOT_USER,
            "bot_id": slack.BOT,
            "is_enterprise_install": False,
        }

    def post(self, given: Arguments) -> Answer:
        message = self._message(given)
        said = self._workspace.bot_says(given["channel"], message, given.get("thread_ts"))
        return {"channel": self._workspace.channel(given["channel"]), "ts": said["ts"], "message": said}

    def whisper(self, given: Arguments) -> Answer:
        ts = self._workspace.ts()
        channel = self._workspace.channel(given["channel"])
        self._workspace.whispers.append({"channel": channel, "user": given["user"], **self._message(given), "ts": ts})
        return {"message_ts": ts}

    def update(self, given: Arguments) -> Answer:
        changed = self._message(given, UPDATED_TEXT)
        message = self._workspace.message(given["channel"], given["ts"])
        if message.get("user") != slack.BOT_USER:
            raise SlackError("cant_update_message")
        if given["ts"] in self._workspace.streams:
            raise SlackError("streaming_state_conflict")
        message.update(changed)
        return {"channel": given["channel"], "ts": given["ts"], "text": message["text"], "message": message}

    def delete(self, given: Arguments) -> Answer:
        self._workspace.message(given["channel"], given["ts"])
        del self._workspace.messages[self._workspace.channel(given["channel"])][given["ts"]]
        return {"channel": given["channel"], "ts": given["ts"]}

    def start_stream(self, given: Arguments) -> Answer:
        if given["channel"].startswith("C") and not (given.get("recipient_user_id") and given.get("recipient_team_id")):
            raise SlackError("missing_recipient_user_id")
        text = _streamed(given)
        said = self._workspace.bot_says(given["channel"], {"text": text or " "}, given["thread_ts"])
        said["text"] = text
        self._workspace.streams.add(said["ts"])
        return {"channel": given["channel"], "ts": said["ts"]}

    def append_stream(self, given: Arguments) -> Answer:
        message = self._streaming(given)
        message["text"] += _streamed(given)
        check_text(message["text"], MARKDOWN)
        return {"channel": given["channel"], "ts": given["ts"]}

    def stop_stream(self, given: Arguments) -> Answer:
        message = self._streaming(given)
        message["text"] += _streamed(given)
        if given.get("blocks"):
            check_blocks(given["blocks"])
            message["blocks"] = given["blocks"]
        self._workspace.streams.discard(given["ts"])
        return {"channel": given["channel"], "ts": given["ts"], "message": message}

    def open(self, given: Arguments) -> Answer:
        if given["users"] != slack.PERSON:
            raise SlackError("user_not_found")
        return {"channel": {"id": slack.DIRECT}}

    def history(self, given: Arguments) -> Answer:
        known = self._workspace.messages[self._workspace.channel(given["channel"])].values()
        return self._page([message for message in known if "thread_ts" not in message][::-1], given)

    def replies(self, given: Arguments) -> Answer:
        found = self._workspace.thread(given["channel"], given["ts"])
        if not found:
            raise SlackError("thread_not_found")
        return self._page(found, given)

    def set_status(self, given: Arguments) -> Answer:
        self._workspace.message(given["channel_id"], given["thread_ts"])
        self._workspace.statuses[given["channel_id"], given["thread_ts"]] = given["status"]
        return {}

    def set_prompts(self, given: Arguments) -> Answer:
        if not 0 < len(given["prompts"]) <= 4:
            raise SlackError("invalid_arguments")
        return {}

    def open_view(self, given: Arguments) -> Answer:
        view = self._view(given, "modal")
        if not given["trigger_id"].startswith("trigger."):
            raise SlackError("invalid_trigger_id")
        self._workspace.views.append(view)
        return {"view": view}

    def publish_view(self, given: Arguments) -> Answer:
        view = self._view(given, "home")
        self._workspace.homes[given["user_id"]] = view
        return {"view": view}

    def access(self, given: Arguments) -> Answer:
        if given["code"] not in self._workspace.codes:
            raise SlackError("invalid_code")
        self._workspace.codes.discard(given["code"])
        return {
            "access_token": self._workspace.token,
            "token_type": "bot",
            "scope": slack.SCOPES,
            "bot_user_id": slack.BOT_USER,
            "app_id": slack.APP,
            "team": {"id": slack.TEAM, "name": "Northlight"},
            "enterprise": None,
            "is_enterprise_install": False,
            "authed_user": {"id": slack.PERSON},
        }

    def user_info(self, given: Arguments) -> Answer:
        if given["user"] != slack.PERSON:
            raise SlackError("user_not_found")
        return {"user": {"id": slack.PERSON, "team_id": slack.TEAM, "name": "ada", "real_name": "Ada Lovelace"}}

    def _message(self, given: Arguments, limit: int | None = None) -> dict[str, Any]:
        check_text(str(given.get("text") or ""), *(() if limit is None else (limit,)))
        if given.get("blocks"):
            check_blocks(given["blocks"])
        kept = {name: given[name] for name in ("text", "blocks", "metadata") if given.get(name) is not None}
        return {"text": "", **kept}

    def _streaming(self, given: Arguments) -> dict[str, Any]:
        message = self._workspace.message(given["channel"], given["ts"])
        if given["ts"] not in self._workspace.streams:
            raise SlackError("message_not_in_streaming_state")
        return message

    def _page(self, messages: list[dict[str, Any]], given: Arguments) -> Answer:
        fresh = [message for message in messages if float(message["ts"]) >= float(given.get("oldest") or 0)]
        shown = fresh[: int(given.get("limit") or 100)]
        if str(given.get("include_all_metadata", "")).lower() not in ("1", "true"):
            shown = [{name: value for name, value in one.items() if name != "metadata"} for one in shown]
        return {"messages": shown, "has_more": len(fresh) > len(shown)}

    def _view(self, given: Arguments, surface: str) -> dict[str, Any]:
        view = given["view"]
        if not isinstance(view, dict) or view.get("type") != surface:
            raise SlackError("invalid_arguments")
        check_blocks(view.get("blocks"), surface)
        return {**view, "id": f"V{self._workspace.ts().replace('.', '')}"}


def _streamed(given: Arguments) -> str:
    chunks = [chunk.get("text", "") for chunk in given.get("chunks") or () if chunk.get("type") == "markdown_text"]
    text = str(given.get("markdown_text") or "") + "".join(chunks)
    check_text(text, MARKDOWN)
    return text
