"""Where cancelling begins: whether there is something to cancel, and which one."""

from __future__ import annotations

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Choice
from actions.catalogue.mentions import mentioned_plans
from actions.conversation import Ask, UseCaseAction
from actions.facts import account
from actions.facts.cancellation import cancellable, reason_of
from actions.requests.flow import begun, taken
from actions.requests.flows.cancel import Cancel
from actions.services import Services
from actions.unpaid import with_unpaid


class CancelSubscription(UseCaseAction):
    """Whether there is something to cancel, and which one."""

    use_case = "cancel_subscription"

    async def answer(self, ask: Ask, say: Composer, on: Services) -> Answer:
        if not taken(Cancel, on):
            return Answer(say("cancel_unavailable"), choices=(HUMAN,))
        held = await account.subscriptions(on.systems, on.calendar, ask.signed_in)
        possible = cancellable(held)
        chosen = [one for one in possible if one.subscription.id == ask.given.get("subscription")]
        chosen = chosen or _named(possible, ask.text) or possible
        if not chosen:
            return await with_unpaid(_nothing_to_cancel(held, say), held, ask, say, on)
        if len(chosen) > 1:
            return Answer(say("cancel_which"), tuple(o.fact for o in chosen), tuple(_which(one) for one in chosen))
        reason = reason_of(ask.text)
        said = {"reason": reason} if reason != "other" else {}
        return begun(Cancel, Answer(""), subscription=chosen[0].subscription.id, **said)


def _named(possible: list[account.Held], text: str) -> list[account.Held]:
    """Those whose plan the message names, among the customer's own: “cancel the Courier”."""
    codes = {mention.id for mention in mentioned_plans([one.plan for one in possible], text)}
    return [one for one in possible if one.plan.code in codes]


def _which(held: account.Held) -> Choice:
    return Choice(held.plan.name, f'/cancel_subscription{{"subscription": "{held.subscription.id}"}}')


def _nothing_to_cancel(held: list[account.Held], say: Composer) -> Answer:
    for one in held:
        if one.gives_access and one.subscription.billed_by:
            return Answer(say("cancel_third_party", one.fact), (one.fact,))
        if one.subscription.status == "cancelled":
            return Answer(say("cancel_already", one.fact), (one.fact,))
    return Answer(say("cancel_nothing"), tuple(one.fact for one in held))
