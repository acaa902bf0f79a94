"""The account: how to reach the customer, what is signed in, which newsletters come."""

from __future__ import annotations

import re

import phonenumbers
from stdnum import luhn

from actions.answers.reply import Answer
from actions.dialogue.denied import negated
from actions.dialogue.memory import Offer
from actions.dialogue.names import named_offer
from actions.dialogue.said import Said
from actions.facts import people
from actions.requests.draft import Draft
from actions.requests.flow import Flow, Order, Talk, confirming, value_choice
from actions.requests.flows.plans import gone
from actions.systems.entities import Device, Newsletter

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE_WORDS = r"phone|mobile|number|telefon|handy|nummer|téléphone|numéro|portable|teléfono|móvil|número"
_PHONE = re.compile(r"\+?\d[\d\s()/-]{6,}\d")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/-]\d{1,2}[/-]\d{2,4}")
_STOP = (
    r"stop\w*|unsubscrib\w*|cancel\w*|switch off|turn off|opt out|no more|abbestell\w*|abmeld\w*|künd\w*|stopp\w*"
    r"|désabonn\w*|désinscri\w*|arrêt\w*|annul\w*|baja|deja\w*|anul\w*"
)
_START = (
    r"start\w*|subscrib\w*|sign(?: me)? up|switch on|turn on|send\w*|get|want|receive|bestell\w*|anmeld\w*|schick\w*"
    r"|abonn\w*|inscri\w*|envoy\w*|recev\w*|suscr\w*|envi\w*|recib\w*"
)
_SHORTEST_CARD = 13
FIELDS = ("email", "phone")


class ContactDetails(Flow):
    """`values`: which of `FIELDS`, and its new `value`."""

    use_case = "update_contact_details"
    kind = "change_contact_details"

    async def question(self, draft: Draft, talk: Talk) -> Answer | None:
        if "value" in draft.values:
            return None
        if field := draft.values.get("field"):
            return Answer(talk.say(f"contact_ask_{field}"))
        choices = tuple(value_choice(talk.say(f"choice_contact_{field}"), field) for field in FIELDS)
        return Answer(talk.say("contact_ask"), choices=choices)

    async def heard(self, draft: Draft, talk: Talk) -> Draft | None:
        if talk.pressed in FIELDS:
            return Draft(draft.use_case, {"field": str(talk.pressed)})
        said = contact_in(talk.ask.text, talk.on.settings.country)
        if not said and "field" not in draft.values:
            said = field_in(talk.ask.text)
        return draft.with_values(**said) if said else None

    async def preview(self, draft: Draft, talk: Talk) -> Answer:
        text = talk.say(f"contact_preview_{draft.values['field']}", value=draft.values["value"])
        return Answer(text, choices=confirming(talk.say))

    async def order(self, draft: Draft, talk: Talk) -> Order:
        data = {draft.values["field"]: draft.values["value"]}
        return Order(self.kind, data, f"contact_done_{draft.values['field']}", {"value": draft.values["value"]},
                     undo=Offer("", self.use_case, {}))  # fmt: skip


def contact_in(text: str, country: str) -> dict[str, str]:
    """The address or number in a message, and which of the two it is; empty: neither.

    `country`, ISO 3166-1 alpha-2: whose telephone numbers need no prefix.
    """
    if email := _EMAIL.search(text):
        return {"field": "email", "value": email[0].rstrip(".")}
    phone = _PHONE.search(text)
    return {"field": "phone", "value": phone[0].strip()} if phone and _is_phone(phone[0], country) else {}


def _is_phone(number: str, country: str) -> bool:
    """Whether it may be somebody's telephone number; a card's number and a date are none."""
    digits = re.sub(r"\D", "", number)
    if _DATE.search(number) or (len(digits) >= _SHORTEST_CARD and luhn.is_valid(digits)):
        return False
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number, country))
    except phonenumbers.NumberParseException:
        return False


def field_in(text: str) -> dict[str, str]:
    """Which detail a short message names, where it names just one; empty: none or both."""
    named = {"email": r"e-?mail|courriel|correo", "phone": _PHONE_WORDS}
    found = [field for field, words in named.items() if re.search(words, text, re.IGNORECASE)]
    return {"field": found[0]} if len(found) == 1 else {}


class RemoveDevice(Flow):
    """`values`: the device to sign out."""

    use_case = "manage_devices"
    kind = "remove_device"

    async def prepared(self, draft: Draft, talk: Talk) -> Draft | Answer:
        return draft if await _device(draft, talk) else gone(talk)

    async def heard(self, draft: Draft, talk: Talk) -> Draft | None:
        """Another of the devices: “no, the iPhone”."""
        said = Said.of(talk.ask.text)
        rows = await devices(talk)
        offers = [Offer(row.name, self.use_case, {"device": row.id}) for row in rows]
        meant = named_offer(said.rest, offers) if said.is_short else None
        if meant is None or meant.given["device"] == draft.values["device"]:
            return None
        return draft.with_values(device=meant.given["device"])

    async def preview(self, draft: Draft, talk: Talk) -> Answer:
        row = await _device(draft, talk)
        if row is None:
            return gone(talk)
        known = people.device_fact(row, talk.on.calendar)
        return Answer(talk.say("device_preview", known), (known,), confirming(talk.say, "choice_confirm_sign_out"))

    async def order(self, draft: Draft, talk: Talk) -> Order:
        row = await _device(draft, talk)
        return Order(self.kind, {"device": draft.values["device"]}, "device_done", {"device": row.name if row else ""})


async def devices(talk: Talk) -> list[Device]:
    """The devices that are signed in, the one used last first."""
    return await talk.on.systems.fetch(Device, newest="last_seen_at", customer=talk.ask.signed_in)


async def _device(draft: Draft, talk: Talk) -> Device | None:
    return next((row for row in await devices(talk) if row.id == draft.values.get("device")), None)


class SignOutEverywhere(Flow):
    """No values: every device and every session."""

    use_case = "report_compromised_account"
    kind = "sign_out_everywhere"

    async def preview(self, draft: Draft, talk: Talk) -> Answer:
        facts = tuple(people.device_fact(row, talk.on.calendar) for row in await devices(talk))
        text = talk.say("sign_out_everywhere_preview")
        return Answer(text, facts, confirming(talk.say, "choice_confirm_sign_out_everywhere"))

    async def order(self, draft: Draft, talk: Talk) -> Order:
        return Order(self.kind, {}, "sign_out_everywhere_done")


class Newsletters(Flow):
    """`values`: the newsletter, and whether it is to come (``yes``) or not (``no``)."""

    use_case = "newsletter_preferences"
    kind = "set_newsletter"

    async def prepared(self, draft: Draft, talk: Talk) -> Draft | Answer:
        return draft if await _newsletter(draft, talk) else gone(talk)

    async def heard(self, draft: Draft, talk: Talk) -> Draft | None:
        """Another of the newsletters: “no, the weekend one”."""
        said = Said.of(talk.ask.text)
        rows = await newsletters(talk)
        meant = named_offer(said.rest, [Offer(row.name, self.use_case, {"newsletter": row.id}) for row in rows])
        if meant is None or not said.is_short or meant.given["newsletter"] == draft.values["newsletter"]:
            return None
        row = next(row for row in rows if row.id == meant.given["newsletter"])
        return draft.with_values(newsletter=row.id, subscribed=switched(row, talk.ask.text))

    async def preview(self, draft: Draft, talk: Talk) -> Answer:
        row = await _newsletter(draft, talk)
        if row is None:
            return gone(talk)
        known = people.newsletter_fact(row)
        name = "newsletter_preview_on" if draft.values["subscribed"] == "yes" else "newsletter_preview_off"
        return Answer(talk.say(name, known), (known,), confirming(talk.say))

    async def order(self, draft: Draft, talk: Talk) -> Order:
        row = await _newsletter(draft, talk)
        on = draft.values["subscribed"] == "yes"
        words = {"newsletter": row.name if row else ""}
        data = {"newsletter": draft.values["newsletter"], "subscribed": on}
        undo = Offer("", self.use_case, {"newsletter": draft.values["newsletter"]})
        return Order(self.kind, data, "newsletter_done_on" if on else "newsletter_done_off", words, undo=undo)


def switched(row: Newsletter, text: str) -> str:
    """Whether a newsletter is to come (``yes``) or not (``no``): as a message says, else the contrary of what it does."""
    if re.search(rf"\b(?:{_STOP})\b", text, re.IGNORECASE) or negated(_START, text):
        return "no" if not negated(_STOP, text) else "yes"
    if re.search(rf"\b(?:{_START})\b", text, re.IGNORECASE):
        return "yes"
    return "no" if row.subscribed else "yes"


async def newsletters(talk: Talk) -> list[Newsletter]:
    """All newsletters with whether the customer gets them."""
    return await talk.on.systems.fetch(Newsletter, customer=talk.ask.signed_in)


async def _newsletter(draft: Draft, talk: Talk) -> Newsletter | None:
    return next((row for row in await newsletters(talk) if row.id == draft.values.get("newsletter")), None)
