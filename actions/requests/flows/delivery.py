"""The printed paper: one that did not come, another address, new vouchers."""

from __future__ import annotations

import datetime as dt
import re

from actions.answers.reply import HUMAN, Answer
from actions.dialogue.denied import negated
from actions.dialogue.memory import Offer
from actions.facts.cancellation import is_question
from actions.facts.delivery import deliveries, delivery_fact, live_vouchers, voucher_fact
from actions.requests.addresses import address_in
from actions.requests.draft import Draft
from actions.requests.flow import Flow, Order, Talk, confirming, value_choice
from actions.requests.flows.plans import gone
from actions.systems.entities import Delivery

_WISHES = {
    "credit": r"credit\w*|refund\w*|money|compensat\w*|off my bill|gutschr\w*|gutgeschrieben|erstatt\w*|geld"
    r"|crédit\w*|rembours\w*|argent|avoir|ab[oó]n(?!n)\w*|reembols\w*|dinero|devol\w*",
    "redelivery": r"again|another|new (?:one|copy|paper)|replac\w*|redeliver\w*|bring|deliver|send"
    r"|noch ?(?:ein)?mals?|erneut|neue(?:s|n)? (?:zeitung|exemplar|ausgabe)|ersatz\w*|liefer\w*|bring\w*|schick\w*"
    r"|(?:de|à) nouveau|nouvel(?:le)? (?:exemplaire|livraison)|livr\w*|envoy\w*|apport\w*|otr[oa] (?:vez|ejemplar)"
    r"|de nuevo|nuevo ejemplar|envi\w*|envíe\w*|envía\w*|traed?\w*|traig\w*|entreg\w*",
}
_PROBLEMS = {
    "late": r"late|delayed|too slow|zu spät|verspätet|en retard|tarde|con retraso",
    "damaged": r"wet|torn|damag\w*|soaked|ripped|rain\w*|crumpled|nass|zerrissen|beschädigt|mouillée?|déchirée?|abîmée?"
    r"|mojad[oa]|rot[oa]|dañad[oa]",
}


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
        wish = talk.pressed if talk.pressed in _WISHES else wish_of(talk.ask.text)
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


def wish_of(text: str) -> str | None:
    """What a message asks for; None: it does not say, or only what is not wanted."""
    wanted = {name: said for name, said in _WISHES.items() if not negated(said, text)}
    return _named(wanted, text)


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
    """`values`: the new address, on one line; `days` where it was said from when or how long, which it cannot be."""

    use_case = "change_delivery_address"
    kind = "change_delivery_address"

    async def question(self, draft: Draft, talk: Talk) -> Answer | None:
        return None if "address" in draft.values else Answer(talk.say("address_ask"))

    async def heard(self, draft: Draft, talk: Talk) -> Draft | None:
        said = address_said(talk.ask.text, talk.on.calendar.today())
        return Draft(draft.use_case, said) if said else None

    async def preview(self, draft: Draft, talk: Talk) -> Answer:
        text = talk.say("address_preview", address=draft.values["address"])
        if "days" not in draft.values:
            return Answer(text, choices=confirming(talk.say))
        return Answer(f"{talk.say('address_no_days')}\n{text}", choices=(*confirming(talk.say), HUMAN))

    async def order(self, draft: Draft, talk: Talk) -> Order:
        data = {"address": draft.values["address"]}
        return Order(self.kind, data, "address_done", data, undo=Offer("", self.use_case, {}))


def address_said(text: str, today: dt.date) -> dict[str, str]:
    """The `values` of an address that a message holds; empty: it holds none."""
    found = address_in(text)
    if found is None:
        return {}
    return {"address": found.line, **({"days": "yes"} if found.is_for_a_time(today) else {})}


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
