"""The Cloud API's one endpoint: messages, the sign of typing, and the window of 24 hours.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
"""

from __future__ import annotations

import time
from typing import Any

from starlette.routing import BaseRoute, Route

from demo.graph.api import Api
from demo.graph.errors import GraphError, invalid
from demo.graph.threads import Thread
from demo.whatsapp.shapes import check_message

NUMBER = "300400500600700"
"""The id of the company's number; not the number itself."""
OUTSIDE_WINDOW = GraphError("(#131047) Re-engagement message", 131047)
NOT_THERE = GraphError("(#131026) Message undeliverable", 131026)
_TYPING = 25.0  # seconds


class NumberApi(Api):
    """`NUMBER`'s endpoint below `/v26.0`."""

    def routes(self) -> list[BaseRoute]:
        return [Route(f"/v26.0/{NUMBER}/messages", self._endpoint(self.send), methods=["POST"])]

    def send(self, body: dict[str, Any]) -> dict[str, Any]:
        if "typing_indicator" in body:
            return self._typing(body)
        check_message(body)
        thread = self._thread(body)
        if not thread.allows(None):
            raise OUTSIDE_WINDOW
        content = {name: value for name, value in body.items() if name not in ("messaging_product", "to")}
        said = thread.say(content, None)
        self._last = thread, said
        contact = {"input": thread.person, "wa_id": thread.person}
        return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": said.mid}]}

    def _typing(self, body: dict[str, Any]) -> dict[str, Any]:
        for thread in self._threads.all():
            if any(one.mid == body.get("message_id") and one.who == "person" for one in thread.sent):
                thread.typing_until = time.time() + _TYPING
                return {"success": True}
        raise invalid("Param message_id is not a message of a person")

    def _thread(self, body: dict[str, Any]) -> Thread:
        thread = self._threads.known(str(body.get("to")))
        if thread is None:
            raise NOT_THERE
        return thread
