"""Actions about the account: devices, profiles, who may share, contact details, safety."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Choice
from actions.catalogue.mentions import mentioned_devices
from actions.catalogue.text import folded
from actions.conversation import Ask
from actions.dialogue.denied import negated
from actions.facts import account, people
from actions.facts.cancellation import is_question
from actions.facts.model import Fact
from actions.helped import HelpedAction
from actions.requests.flow import begun, begun_if_asked, by_person, taken
from actions.requests.flows.account import (
    ContactDetails,
    Newsletters,
    RemoveDevice,
    SignOutEverywhere,
    contact_in,
    field_in,
    switched,
)
from actions.requests.flows.household import ExtraMember
from actions.requests.flows.privacy import DeleteAccount as DeleteRequest
from actions.services import Services
from actions.systems.entities import Device, Newsletter, Profile
from actions.systems.entities import ExtraMember as ExtraMemberRow

_SHOWN = 5
"""Buttons under a list."""

_ALL = re.compile(r"\b(?:all|every\w*|alle\w*|überall|tous|toutes|partout|todos|todas)\b", re.IGNORECASE)
"""Not one device but each of them, in all languages spoken."""
_SIGN_OUT = (
    r"(?:sign|log)\w*(?: \w+){0,4}? (?:out|off)|logout|remove|kick|disconnect\w*"
    r"|abmeld\w*|abgemeldet|meld\w*(?: \w+){1,5}? ab|auslogg\w*|logg\w*(?: \w+){1,5}? aus|entfern\w*"
    r"|déconnect\w*|cerr\w*(?: la| las)? sesi\w*|cierr\w*(?: la| las)? sesi\w*|desconect\w*"
)
_EXCEPT = re.compile(
    r"\b(?:but|except\w*|apart from|other than|außer|ausser|bis auf|sauf|excepté|hormis|menos|excepto|salvo)\b",
    re.IGNORECASE,
)


class ManageDevices(HelpedAction):
    """The devices that are signed in, and the request to sign one out."""

    use_case = "manage_devices"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        rows = await _devices(ask, on)
        facts = tuple(people.device_fact(row, on.calendar) for row in rows)
        if not facts:
            return Answer(say("devices_none"), choices=(_account_page(say, on),))
        told = Answer(_listed("devices", facts, say), facts, (_account_page(say, on),))
        if not taken(RemoveDevice, on):
            return told
        if _means_all(ask.text) and taken(SignOutEverywhere, on):
            return begun(SignOutEverywhere, told)
        meant = [row for row in rows if row.id == ask.given.get("device")] or _named(rows, ask.text, on)
        if len(meant) == 1 and not _spares(ask.text):
            return begun(RemoveDevice, replace(told, text=""), device=meant[0].id)
        return replace(told, choices=tuple(_sign_out(row, say) for row in rows[:_SHOWN]))


def _means_all(text: str) -> bool:
    """Whether a message asks to sign out each device, rather than to see them all."""
    asks = re.search(rf"\b(?:{_SIGN_OUT})\b", text, re.IGNORECASE) and _ALL.search(text)
    return asks is not None and not (is_question(text) or _spares(text))


def _spares(text: str) -> bool:
    """Whether a message says which device is to stay: “sign out all but my phone”, “don't sign out the TV”."""
    return _EXCEPT.search(text) is not None or negated(_SIGN_OUT, text)


def _named(rows: list[Device], text: str, on: Services) -> list[Device]:
    """The devices that are of the kind a message speaks of."""
    kinds = {mention.id for mention in mentioned_devices(on.index, text)}
    return [row for row in rows if row.kind in kinds]


def _sign_out(row: Device, say: Composer) -> Choice:
    return Choice(say("choice_sign_out", device=row.name), f'/manage_devices{{"device": "{row.id}"}}')


class ReportCompromisedAccount(HelpedAction):
    """What is signed in, so that the customer sees what is not theirs; then the request to sign out everywhere."""

    use_case = "report_compromised_account"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        facts = tuple(people.device_fact(row, on.calendar) for row in await _devices(ask, on))
        text = _listed("devices", facts, say) if facts else say("devices_none")
        told = Answer(text, facts, (HUMAN, _account_page(say, on)))
        return begun_if_asked(SignOutEverywhere, told, ask, say) if taken(SignOutEverywhere, on) else told


async def _devices(ask: Ask, on: Services) -> list[Device]:
    return await on.systems.fetch(Device, newest="last_seen_at", customer=ask.signed_in)


def _listed(name: str, facts: tuple[Fact, ...], say: Composer) -> str:
    """A heading and an item per fact, shorter where its last field is not known."""
    lines = [
        "- " + say(f"{name}_item" if fact.fields["detail_known"].value else f"{name}_item_plain", fact)  # type: ignore[union-attr]
        for fact in facts
    ]
    return "\n".join([say(name), *lines])


class ProfilesParentalControls(HelpedAction):
    """The profiles with their age limits, and how to change them."""

    use_case = "profiles_parental_controls"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        rows = await on.systems.fetch(Profile, customer=ask.signed_in)
        facts = tuple(people.profile_fact(row) for row in rows)
        text = _listed("profiles", facts, say) if facts else say("profiles_none")
        return Answer(text, facts, (_account_page(say, on),))


class HouseholdExtraMember(HelpedAction):
    """How many may watch on the customer's plan and who watches along; the request to invite somebody."""

    use_case = "household_extra_member"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        shared = [one for one in held if one.gives_access and one.plan.max_streams is not None]
        members = await _members(ask, on)
        facts = tuple(fact for one in shared for fact in (one.fact, one.plan_fact))
        lines = [say(_streams(one), one.plan_fact) for one in shared]
        lines += [say(f"member_{say.words(one.fields['status'])}", one) for one in members]
        told = Answer("\n".join(lines) or say("sharing_none"), (*facts, *members))
        if not shared or not taken(ExtraMember, on):
            return told
        said = contact_in(ask.text, on.settings.country)
        email = {"email": said["value"]} if said.get("field") == "email" else {}
        if email or ask.given.get("wanted") == "member":
            return begun(ExtraMember, told, subscription=shared[0].subscription.id, **email)
        return replace(told, choices=(Choice(say("choice_add_member"), '/household_extra_member{"wanted": "member"}'),))


async def _members(ask: Ask, on: Services) -> list[Fact]:
    """Those who watch along, or are invited to."""
    if not on.systems.yields(ExtraMemberRow):
        return []
    rows = await on.systems.fetch(ExtraMemberRow, customer=ask.signed_in)
    return [people.member_fact(row, on.calendar) for row in rows if row.status in ("invited", "active")]


class FamilyPlanEligibility(HouseholdExtraMember):
    """The same records answer who belongs to a household."""

    use_case = "family_plan_eligibility"


def _streams(held: account.Held) -> str:
    return "sharing_one" if held.plan.max_streams == 1 else "sharing"


class UpdateContactDetails(HelpedAction):
    """What is on file, and the request to change it."""

    use_case = "update_contact_details"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        known = await people.contact(on.systems, ask.signed_in)
        if known is None:
            return Answer(say("contact_none"), choices=(HUMAN,))
        wordings = [name for name in ("contact_name", "contact_email", "contact_phone") if name[8:] in known.fields]
        lines = ["- " + say(name, known) for name in wordings]
        told = Answer("\n".join([say("contact"), *lines]), (known,), (_account_page(say, on),))
        if not taken(ContactDetails, on):
            return told
        said = contact_in(ask.text, on.settings.country) or field_in(ask.text)
        return begun(ContactDetails, replace(told, choices=()), **said)


class RecoverSignInEmail(HelpedAction):
    """The address somebody signs in with: told only to whom it surely belongs."""

    use_case = "recover_sign_in_email"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        known = await people.contact(on.systems, ask.signed_in)
        if known is None or "email" not in known.fields:
            return Answer(say("contact_none"), choices=(HUMAN,))
        return Answer(say("sign_in_email", known), (known,))


class DeleteAccount(HelpedAction):
    """What still runs on the account; where nothing does, the request to delete it."""

    use_case = "delete_account"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        if not account.readable(on.systems):
            return Answer("", choices=(HUMAN,))
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        running = [one for one in held if one.gives_access]
        facts = tuple(one.fact for one in running)
        if not running:
            return self._go_on(Answer(say("delete_nothing_runs"), tuple(one.fact for one in held), (HUMAN,)), say, on)
        lines = [say(f"delete_{_state(one)}", one.fact) for one in running]
        if not _renews(running):
            return self._go_on(Answer("\n".join(lines), facts, (HUMAN,)), say, on)
        cancel = Choice(say("case_cancel_subscription"), "/cancel_subscription")
        return Answer("\n".join(lines), facts, (cancel, HUMAN))

    def _go_on(self, told: Answer, say: Composer, on: Services) -> Answer:
        return begun(DeleteRequest, told) if taken(DeleteRequest, on) else by_person(told, say)


def _state(held: account.Held) -> str:
    return "ends" if held.subscription.status == "cancelled" else "runs"


def _renews(running: list[account.Held]) -> bool:
    return any(one.subscription.status != "cancelled" for one in running)


class NewsletterPreferences(HelpedAction):
    """Which newsletters come, and the request to switch one."""

    use_case = "newsletter_preferences"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        rows = await on.systems.fetch(Newsletter, customer=ask.signed_in)
        facts = tuple(people.newsletter_fact(row) for row in rows)
        if not facts:
            return Answer(say("newsletters_none"), choices=(_account_page(say, on),))
        lines = ["- " + say(f"newsletter_{_switch(row)}", one) for row, one in zip(rows, facts, strict=True)]
        told = Answer("\n".join([say("newsletters"), *lines]), facts, (_account_page(say, on),))
        if not taken(Newsletters, on):
            return told
        meant = [row for row in rows if row.id == ask.given.get("newsletter")] or _spoken_of(rows, ask.text)
        wanted = switched(meant[0], ask.text) if len(meant) == 1 else None
        if wanted is not None and (wanted == "yes") != meant[0].subscribed:
            return begun(Newsletters, replace(told, text="", choices=()), newsletter=meant[0].id, subscribed=wanted)
        if _ALL.search(ask.text):
            told = replace(told, text=f"{told.text}\n{say('newsletters_one_by_one')}")
        return replace(told, choices=tuple(_switching(row, say) for row in rows[:_SHOWN]))


def _spoken_of(rows: list[Newsletter], text: str) -> list[Newsletter]:
    """The newsletters whose name stands in the text; else those of which a word does that tells them apart."""
    said = folded(text)
    if named := [row for row in rows if folded(row.name).removeprefix("the ") in said]:
        return named
    words = [set(folded(f"{row.name} {row.about}").split()) for row in rows]
    telling = [own - set().union(*words[:at], *words[at + 1 :]) for at, own in enumerate(words)]
    return [row for row, own in zip(rows, telling, strict=True) if own & _telling(said)]


def _telling(said: str) -> set[str]:
    """The words of a message that may stand for a newsletter: no short ones."""
    return {word for word in said.split() if len(word) >= _TELLING}


_TELLING = 5


def _switch(row: Newsletter) -> str:
    return "on" if row.subscribed else "off"


def _switching(row: Newsletter, say: Composer) -> Choice:
    title = say("choice_newsletter_stop" if row.subscribed else "choice_newsletter_start", newsletter=row.name)
    return Choice(title, f'/newsletter_preferences{{"newsletter": "{row.id}"}}')


def _account_page(say: Composer, on: Services) -> Choice:
    return Choice(say("choice_account"), url=f"{on.settings.site_url}/account")
