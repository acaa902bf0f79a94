"""Actions about playing: problems, error codes, disturbances, devices, advertisements."""

from __future__ import annotations

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Choice
from actions.catalogue.mentions import mentioned_devices, mentioned_error_codes
from actions.conversation import Ask, UseCaseAction
from actions.facts import account, playback
from actions.pauses import EndPause, ending
from actions.requests.flow import taken
from actions.services import Services
from actions.systems.entities import DeviceSupport


class PlaybackOrAppProblem(UseCaseAction):
    """Device, open incident, subscription and error code are joined before any step is suggested."""

    use_case = "playback_or_app_problem"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        device = _device(ask, on)
        code = next((one.code for one in mentioned_error_codes(on.index, ask.text) if one.code), None)
        found = await playback.diagnose(on.systems, on.calendar, customer=ask.customer, device=device, code=code)
        focus = {**ask.focus, **({"device": found.device.kind} if found.device else {})}
        text, choices = _still(found, say) if "still" in ask.given else _advice(found, ask, say, on)
        return Answer(text, found.facts, choices, slots={"focus": focus})


def _device(ask: Ask, on: Services) -> str | None:
    """The kind of device spoken of: pressed, named, or the one before."""
    named = [mention.id for mention in mentioned_devices(on.index, ask.text)]
    return ask.given.get("device") or next(iter(named), None) or ask.focus.get("device")


class ErrorCodeLookup(PlaybackOrAppProblem):
    """What a code means and what to try."""

    use_case = "error_code_lookup"


def _advice(found: playback.Diagnosis, ask: Ask, say: Composer, on: Services) -> tuple[str, tuple[Choice, ...]]:
    if found.blocked is not None:
        update = Choice(say("choice_update_payment"), url=f"{on.settings.site_url}/account")
        row = found.blocked.subscription
        pausing = row.status == "paused" and row.next_billing_at is not None and taken(EndPause.flow, on)
        way = ending(found.blocked, say) if pausing else update
        return say(f"playback_blocked_{_block(found.blocked)}", found.blocked.fact), (way, HUMAN)
    if found.incident is not None:
        return say("playback_incident", playback.incident_fact(found.incident)), (HUMAN,)
    if found.error is not None:
        known = playback.error_fact(found.error)
        return _steps([say("playback_error", known), say("playback_steps_code")], found.error.steps, say), (HUMAN,)
    unknown = next((one.text for one in mentioned_error_codes(on.index, ask.text)), None)
    if found.device is None:
        own = [Choice(d.name, f'/playback_or_app_problem{{"device": "{d.kind}"}}') for d in found.possible[:4]]
        text = say("playback_error_unknown", code=unknown) if unknown else say("playback_which_device")
        return text, (*own, HUMAN)
    known = playback.device_fact(found.device)
    if not found.device.supported:
        return say("playback_unsupported", known), (HUMAN,)
    opening = say("playback_error_unknown", code=unknown) if unknown else say("playback_no_incident", known)
    return _steps([opening, say("playback_steps", known)], found.device.steps, say), (
        Choice(say("choice_still_broken"), "/human_handoff"),
    )


def _still(found: playback.Diagnosis, say: Composer) -> tuple[str, tuple[Choice, ...]]:
    """What was suggested did not help: nothing is suggested twice."""
    if found.incident is not None:
        return say("playback_still_incident", playback.incident_fact(found.incident)), (HUMAN,)
    if found.device is None:
        own = [Choice(d.name, f'/playback_or_app_problem{{"device": "{d.kind}"}}') for d in found.possible[:4]]
        return say("playback_which_device"), (*own, HUMAN)
    return say("playback_still_broken", playback.device_fact(found.device)), (HUMAN,)


def _block(held: account.Held) -> str:
    status = held.subscription.status
    return status if status in ("past_due", "paused") else "expired"


def _steps(opening: list[str], steps: tuple[str, ...], say: Composer) -> str:
    heading = [] if say.is_home else [say("as_written", home_language=say.home_language)]
    numbered = [f"{number}. {step}" for number, step in enumerate(steps, 1)]
    return "\n".join([*opening, *heading, *numbered, say("playback_still")])


class ServiceStatus(UseCaseAction):
    """What is disturbed right now."""

    use_case = "service_status"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        facts = tuple(playback.incident_fact(row) for row in await playback.open_incidents(on.systems))
        if not facts:
            return Answer(say("status_fine"))
        return Answer(say("status_open_incidents") + "\n" + say.lines("status_incident", facts), facts)


class DeviceCompatibility(UseCaseAction):
    """Whether a device is supported."""

    use_case = "device_compatibility"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        kind = _device(ask, on)
        rows = await on.systems.fetch(DeviceSupport)
        row = next((one for one in rows if one.kind == kind), None)
        if row is None:
            names = tuple(one.name for one in rows if one.supported)
            return Answer(say("device_which", devices=names), tuple(playback.device_fact(one) for one in rows))
        known = playback.device_fact(row)
        return Answer(_compatibility(row, say), (known,), slots={"focus": {**ask.focus, "device": row.kind}})


def _compatibility(row: DeviceSupport, say: Composer) -> str:
    known = playback.device_fact(row)
    if not row.supported:
        return say("device_not_supported", known)
    parts = [say("device_supported" if row.max_quality else "device_supported_plain", known)]
    if row.minimum_version:
        parts.append(say("device_minimum", known))
    return " ".join(parts)


class StillSeeingAds(UseCaseAction):
    """Whether the plan has advertisements."""

    use_case = "still_seeing_ads"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        streaming = next((one for one in held if one.gives_access and one.plan.has_ads is not None), None)
        if streaming is None:
            return Answer(say("ads_no_plan"), choices=(Choice(say("choice_compare_plans"), "/compare_plans"),))
        name, next_step = (
            ("ads_on_plan", Choice(say("choice_compare_plans"), "/compare_plans"))
            if streaming.plan.has_ads
            else ("ads_not_on_plan", HUMAN)
        )
        return Answer(say(name, streaming.fact), (streaming.fact, streaming.plan_fact), (next_step,))
