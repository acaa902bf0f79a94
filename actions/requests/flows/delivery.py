"""The printed paper: one that did not come, another address, new vouchers."""

from __future__ import annotations

import re

from actions.answers.reply import Answer
from actions.dialogue.memory import Offer
from actions.facts.cancellation import is_question
from actions.facts.delivery import deliveries, delivery_fact, live_vouchers, voucher_fact
from actions.requests.draft import Draft
from actions.requests.flow import Flow, Order, Talk, confirming, value_choice
from actions.requests.flows.plans import gone
from actions.systems.entities import Delivery

_WISHES = {
    "credit": r"credit|refund|money|compensat|off my bill",
    "redelivery": r"again|another|new (?:one|copy|paper)|replac\w*|redeliver\w*|bring|deliver|send",
}
_PROBLEMS = {
    "late": r"late|delayed|too slow|zu spät|verspätet|en retard|tarde|con retraso",
    "damaged": r"wet|torn|damag\w*|soaked|ripped|rain\w*|crumpled|nass|zerrissen|beschädigt|mouillée?|déchirée?|abîmée?"
    r"|mojad[oa]|rot[oa]|dañad[oa]",
}
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b|\b[A-Z]\d{2}\s?[A-Z\d]{4}\b|\b\d{5}\b", re.IGNORECASE)
_STREET = re.compile(r"\b\d{1,4}[a-z]?\b", re.IGNORECASE)


class Redelivery(Flow):
    """`values`: the delivery, its `problem`, and the `wish`: to have it brought again, or credited."""

    use_case = "report_delivery_problem"
    kind = "report_delivery"

    async def prepared(self, draft: Draft, talk: Talk) -> Draft | Answer:
        return draft if await _reported(draft, talk) else gone(talk)

    async def question(self, draft: Draft, talk: Talk) -> Answer | None:
        row = await _reported(draft, talk)
        if row is None or "wish" in draft.values:
            return None
        known = delivery_fact(row, talk.on.calendar)
        choices = tuple(value_choice(talk.say(f"choice_{wish}"), wish) for wish in ("redelivery", "credit"))
        return Answer(talk.say("delivery_ask_wish", known), (known,), choices)

    async def heard(self, draft: Draft, talk: Talk) -> Draft | None:
        wish = talk.pressed if talk.pressed in _WISHES else _named(_WISHES, talk.ask.text)
        if wish is None or wish == draft.values.get("wish") or is_question(talk.ask.text):
            return None
        return draft.with_values(wish=wish)

    async def preview(self, draft: Draft, talk: Talk) -> Answer:
        row = await _reported(draft, talk)
        if row is None:
            return gone(talk)
        known = delivery_fact(row, talk.on.calendar)
        problem = talk.say(f"delivery_{draft.values['problem']}")
        text = talk.say(f"{draft.values['wish']}_preview", known, status_words=problem)
        return Answer(text, (known,), confirming(talk.say))

    async def order(self, draft: Draft, talk: Talk) -> Order:
        row = await _reported(draft, talk)
        data = {name: draft.values[name] for name in ("delivery", "problem", "wish")}
        return Order(self.kind, data, f"{draft.values['wish']}_done", {"due_on": row.due_on if row else None})


def problem_of(text: str, row: Delivery) -> str:
    """What is wrong with a delivery: in the customer's words, else as it is recorded, else that it did not come."""
    recorded = row.status if row.status in ("missing", "late", "damaged") else "missing"
    return _named(_PROBLEMS, text) or recorded


def _named(words: dict[str, str], text: str) -> str | None:
    return next((name for name, said in words.items() if re.search(rf"\b(?:{said})\b", text, re.IGNORECASE)), None)


async def _reported(draft: Draft, talk: Talk) -> Delivery | None:
    """The delivery, while nobody has reported it yet."""
    rows = await deliveries(talk.on.systems, talk.on.calendar, talk.ask.signed_in)
    return next((row for row in rows if row.id == draft.values.get("delivery") and row.reported_at is None), None)


class DeliveryAddress(Flow):
    """`values`: the new address, on one line."""

    use_case = "change_delivery_address"
    kind = "change_delivery_address"

    async def question(self, draft: Draft, talk: Talk) -> Answer | None:
        return None if "address" in draft.values else Answer(talk.say("address_ask"))

    async def heard(self, draft: Draft, talk: Talk) -> Draft | None:
        address = address_in(talk.ask.text)
        return draft.with_values(address=address) if address else None

    async def preview(self, draft: Draft, talk: Talk) -> Answer:
        return Answer(talk.say("address_preview", address=draft.values["address"]), choices=confirming(talk.say))

    async def order(self, draft: Draft, talk: Talk) -> Order:
        data = {"address": draft.values["address"]}
        return Order(self.kind, data, "address_done", data, undo=Offer("", self.use_case, {}))


def address_in(text: str) -> str | None:
    """A postal address in a message: a postcode and a house number before it; None: there is none."""
    lines = re.sub(r"\s*\n\s*", ", ", text.strip())
    said = re.sub(r"^(?:it'?s|no,?|to|the new (?:one|address) is|my new address is|change it to|please)\b[\s:,]*", "",
                  lines, flags=re.IGNORECASE)  # fmt: skip
    postcode = _POSTCODE.search(said)
    street = _STREET.search(said)
    if postcode is None or street is None or street.start() >= postcode.start():
        return None
    town = re.match(
        r"[^.;!?]*?(?=[.;!?]|\s+(?:please|thanks|thank you|cheers)\b|$)", said[postcode.end() :], re.IGNORECASE
    )
    return (said[: postcode.end()] + (town[0] if town else "")).strip(" .,")


class Vouchers(Flow):
    """No values: all vouchers that still count are replaced."""

    use_case = "lost_vouchers"
    kind = "reissue_vouchers"

    async def prepared(self, draft: Draft, talk: Talk) -> Draft | Answer:
        return draft if await live_vouchers(talk.on.systems, talk.ask.signed_in) else gone(talk)

    async def preview(self, draft: Draft, talk: Talk) -> Answer:
        rows = await live_vouchers(talk.on.systems, talk.ask.signed_in)
        facts = tuple(voucher_fact(row) for row in rows)
        return Answer(talk.say("vouchers_preview", count=len(rows)), facts, confirming(talk.say))

    async def order(self, draft: Draft, talk: Talk) -> Order:
        rows = await live_vouchers(talk.on.systems, talk.ask.signed_in)
        return Order(self.kind, {"vouchers": [row.id for row in rows]}, "vouchers_done", {"count": len(rows)})
