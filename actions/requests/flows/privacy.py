"""What the company holds about a customer: a copy of it, its erasure, the whole account's end."""

from __future__ import annotations

from actions.answers.reply import Answer
from actions.facts import account
from actions.requests.draft import Draft
from actions.requests.flow import Flow, Order, Talk, confirming


class DeleteAccount(Flow):
    """No values."""

    use_case = "delete_account"
    kind = "delete_account"

    async def prepared(self, draft: Draft, talk: Talk) -> Draft | Answer:
        running = await renewing(talk)
        return Answer(talk.say("delete_runs", running[0].fact), (running[0].fact,)) if running else draft

    async def preview(self, draft: Draft, talk: Talk) -> Answer:
        return Answer(
            talk.say("delete_preview"), choices=confirming(talk.say, "choice_confirm_delete", "choice_keep_account")
        )

    async def order(self, draft: Draft, talk: Talk) -> Order:
        return Order(self.kind, {}, "delete_done")


class PrivacyRequest(Flow):
    """`values`: what is wanted, ``export`` or ``erase``."""

    use_case = "privacy_request"
    kind = "export_data"
    erase = "erase_data"

    async def prepared(self, draft: Draft, talk: Talk) -> Draft | Answer:
        if draft.values.get("what") == "erase" and (running := await renewing(talk)):
            return Answer(talk.say("delete_runs", running[0].fact), (running[0].fact,))
        return draft

    async def preview(self, draft: Draft, talk: Talk) -> Answer:
        return Answer(talk.say(f"privacy_preview_{draft.values['what']}"), choices=confirming(talk.say))

    async def order(self, draft: Draft, talk: Talk) -> Order:
        what = draft.values["what"]
        return Order(self.erase if what == "erase" else self.kind, {}, f"privacy_done_{what}")


async def renewing(talk: Talk) -> list[account.Held]:
    """The customer's subscriptions that would be charged again."""
    held = await account.subscriptions_if_known(talk.on.systems, talk.on.calendar, talk.ask.customer)
    return [one for one in held if one.gives_access and one.subscription.status != "cancelled"]
