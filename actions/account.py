"""Actions about the account: devices, profiles, who may share, contact details, safety."""

from __future__ import annotations

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Choice
from actions.conversation import Ask
from actions.facts import account, people
from actions.facts.model import Fact
from actions.helped import HelpedAction
from actions.services import Services
from actions.systems.entities import Device, Profile


class ManageDevices(HelpedAction):
    """The devices that are signed in, and how to sign them out."""

    use_case = "manage_devices"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        facts = await _devices(ask, on)
        if not facts:
            return Answer(say("devices_none"), choices=(_account_page(say, on),))
        return Answer(_listed("devices", facts, say), facts, (_account_page(say, on),))


class ReportCompromisedAccount(HelpedAction):
    """What is signed in, so that the customer sees what is not theirs; then what to do."""

    use_case = "report_compromised_account"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        facts = await _devices(ask, on)
        text = _listed("devices", facts, say) if facts else say("devices_none")
        return Answer(text, facts, (HUMAN, _account_page(say, on)))


async def _devices(ask: Ask, on: Services) -> tuple[Fact, ...]:
    rows = await on.systems.fetch(Device, newest="last_seen_at", customer=ask.signed_in)
    return tuple(people.device_fact(row, on.calendar) for row in rows)


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
    """How many may watch on the customer's plan, and who may share it."""

    use_case = "household_extra_member"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        shared = [one for one in held if one.gives_access and one.plan.max_streams is not None]
        facts = tuple(fact for one in shared for fact in (one.fact, one.plan_fact))
        lines = [say(_streams(one), one.plan_fact) for one in shared]
        return Answer("\n".join(lines) or say("sharing_none"), facts)


class FamilyPlanEligibility(HouseholdExtraMember):
    """The same records answer who belongs to a household."""

    use_case = "family_plan_eligibility"


def _streams(held: account.Held) -> str:
    return "sharing_one" if held.plan.max_streams == 1 else "sharing"


class UpdateContactDetails(HelpedAction):
    """What is on file, and where to change it."""

    use_case = "update_contact_details"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        known = await people.contact(on.systems, ask.signed_in)
        if known is None:
            return Answer(say("contact_none"), choices=(HUMAN,))
        wordings = [name for name in ("contact_name", "contact_email", "contact_phone") if name[8:] in known.fields]
        lines = ["- " + say(name, known) for name in wordings]
        return Answer("\n".join([say("contact"), *lines]), (known,), (_account_page(say, on),))


class RecoverSignInEmail(HelpedAction):
    """The address somebody signs in with: told only to whom it surely belongs."""

    use_case = "recover_sign_in_email"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        known = await people.contact(on.systems, ask.signed_in)
        if known is None or "email" not in known.fields:
            return Answer(say("contact_none"), choices=(HUMAN,))
        return Answer(say("sign_in_email", known), (known,))


class DeleteAccount(HelpedAction):
    """What still runs on the account, before it goes."""

    use_case = "delete_account"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        if not account.readable(on.systems):
            return Answer("", choices=(HUMAN,))
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        running = [one for one in held if one.gives_access]
        facts = tuple(one.fact for one in running)
        if not running:
            return Answer(say("delete_nothing_runs"), tuple(one.fact for one in held), (HUMAN,))
        lines = [say(f"delete_{_state(one)}", one.fact) for one in running]
        cancel = [Choice(say("case_cancel_subscription"), "/cancel_subscription")] if _renews(running) else []
        return Answer("\n".join(lines), facts, (*cancel, HUMAN))


def _state(held: account.Held) -> str:
    return "ends" if held.subscription.status == "cancelled" else "runs"


def _renews(running: list[account.Held]) -> bool:
    return any(one.subscription.status != "cancelled" for one in running)


def _account_page(say: Composer, on: Services) -> Choice:
    return Choice(say("choice_account"), url=f"{on.settings.site_url}/account")
