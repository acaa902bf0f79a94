"""Somebody more on the account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.answers.reply import Answer
from actions.requests.draft import Draft
from actions.requests.flow import Order, Talk, confirming
from actions.requests.flows.account import contact_in
from actions.requests.flows.plans import gone, own_subscription
from actions.requests.flows.quoted import QuotedFlow


class ExtraMember(QuotedFlow):
    """`values`: the subscription, and the e-mail address that the invitation goes to."""

    use_case = "household_extra_member"
    kind = "add_extra_member"

    async def question(self, draft: Draft, talk: Talk) -> Answer | None:
        return None if "email" in draft.values else Answer(talk.say("member_ask"))

    async def heard(self, draft: Draft, talk: Talk) -> Draft | None:
        said = contact_in(talk.ask.text, talk.on.settings.country)
        if said.get("field") != "email":
            return None
        return Draft(draft.use_case, {**draft.values, "email": said["value"]})

    async def data(self, draft: Draft, talk: Talk) -> Mapping[str, Any] | Answer:
        if await own_subscription(draft, talk) is None:
            return gone(talk)
        return {"subscription": draft.values["subscription"], "email": draft.values["email"]}

    async def preview(self, draft: Draft, talk: Talk) -> Answer:
        held = await own_subscription(draft, talk)
        if held is None:
            return gone(talk)
        known = self.quote(draft, talk)
        text = talk.say("member_preview", known, plan=held.plan.name, email=draft.values["email"])
        return Answer(text, (known, held.fact), confirming(talk.say))

    async def order(self, draft: Draft, talk: Talk) -> Order:
        data = {"subscription": draft.values["subscription"], "email": draft.values["email"]}
        return Order(self.kind, self.quoted(draft, data), "member_done", {"email": draft.values["email"]})
