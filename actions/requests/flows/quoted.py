"""Requests that cost or save money: shown with the company's own figures before they are confirmed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from actions.answers.reply import HUMAN, Answer
from actions.facts import quote
from actions.facts.model import Fact
from actions.requests.draft import Draft
from actions.requests.flow import Flow, Talk

_SUMS = ("due_now_minor", "extra_minor", "next_amount_minor")


class QuotedFlow(Flow):
    """A flow whose figures the receiver reckons; the request then carries the sums, so that no other can be taken."""

    @abstractmethod
    async def data(self, draft: Draft, talk: Talk) -> Mapping[str, Any] | Answer:
        """What is to be reckoned; an answer: why nothing can be."""

    def kind_of(self, draft: Draft) -> str:
        """The kind of request that the draft is."""
        return self.kind

    def refused(self, draft: Draft, talk: Talk, reason: str) -> Draft | Answer:
        """What follows where the company would not do it."""
        return Answer(talk.say("request_not_done", reason=reason), choices=(HUMAN,))

    async def prepared(self, draft: Draft, talk: Talk) -> Draft | Answer:
        if await self.question(draft, talk) is not None:
            return draft
        data = await self.data(draft, talk)
        if isinstance(data, Answer):
            return data
        found = (
            await talk.on.requests.preview(self.kind_of(draft), talk.ask.signed_in, data) if talk.on.requests else None
        )
        if found is None:
            return Answer(talk.say("request_no_figures"), choices=(HUMAN,))
        if found.reason is not None:
            return self.refused(draft, talk, found.reason)
        return draft.with_values(quote=quote.written(found.figures))

    def quote(self, draft: Draft, talk: Talk) -> Fact:
        """The figures that were shown."""
        about = draft.values.get("subscription", talk.ask.signed_in)
        return quote.quote_fact(self.kind_of(draft), about, quote.read(draft.values["quote"]), talk.on.calendar)

    def same(self, shown: Draft, now: Draft, talk: Talk) -> bool:
        """Sums, and the days they count from: the instant of “at once” is another one with every look."""
        return self.quote(shown, talk).fields == self.quote(now, talk).fields

    def quoted(self, draft: Draft, data: Mapping[str, Any]) -> dict[str, Any]:
        """The data with the sums that were shown, which the receiver holds against its own."""
        shown = quote.read(draft.values["quote"])
        return {**data, **{name: shown[name] for name in _SUMS if shown.get(name) is not None}}
