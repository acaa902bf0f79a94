"""The requests of all use cases, by use case."""

from __future__ import annotations

from functools import cache

from actions.requests.flow import Flow


def flow_of(use_case: str) -> Flow:
    """The flow of a use case. Raises KeyError for one that sends no request."""
    return _table()[use_case]


@cache
def _table() -> dict[str, Flow]:
    # Imported here: the actions of the topics begin their own flows, and every flow knows what a topic's facts are.
    from actions.requests.flows import account, billing, cancel, delivery, household, pauses, plans, privacy

    kinds: tuple[type[Flow], ...] = (
        cancel.Cancel, plans.ChangePlan, plans.ChangeBillingFrequency, pauses.Pause, pauses.EndPause, plans.Resubscribe,
        billing.Refund, delivery.Redelivery, delivery.DeliveryAddress, delivery.Vouchers, account.ContactDetails, account.RemoveDevice,
        account.SignOutEverywhere, household.ExtraMember, account.Newsletters, privacy.DeleteAccount,
        privacy.PrivacyRequest,
    )  # fmt: skip
    return {kind.use_case: kind() for kind in kinds}
