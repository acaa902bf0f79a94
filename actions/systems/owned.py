"""The entities whose rows belong to one customer each."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Literal

from pydantic import Field

from actions.systems.entity import CardTail, Currency, CustomerEntity, Instant, Key, personal


class Customer(CustomerEntity):
    """A person with an account."""

    key: ClassVar[str] = "customer"

    email: str | None = personal(None, "E-mail address; None: unknown")
    name: str | None = personal(None, "Full name; None: unknown")
    phone: str | None = personal(None, "Telephone number; None: unknown")
    address: str | None = personal(None, "Postal address on one line; None: unknown")
    country: str | None = Field(None, description="ISO 3166-1 alpha-2 country; None: unknown")
    language: str | None = Field(None, description="BCP 47 language; None: unknown")
    created_at: Instant | None = Field(None, description="When the account was opened; None: unknown")
    external_id: Key | None = personal(
        None, "The same customer's id in another system, for that system's `link: {by: external_id}`; None: none"
    )


class Subscription(CustomerEntity):
    """A customer's subscription to a plan, as it stands now."""

    id: Key = Field(description="Stable key of the subscription")
    plan: Key = Field(description="Plan.code")
    status: Literal["trial", "active", "past_due", "paused", "cancelled", "expired", "unknown"] = Field(
        description="cancelled: will not renew, access may run until ends_at; expired: access is over"
    )
    started_at: Instant = Field(description="When it began")
    next_plan: Key | None = Field(None, description="Plan.code from the next charge on; None: plan stays")
    period_start: Instant | None = Field(None, description="Start of the paid period; None: unknown")
    period_end: Instant | None = Field(None, description="End of the paid period; None: unknown")
    next_billing_at: Instant | None = Field(None, description="Next charge; None: none is due")
    next_amount_minor: int | None = Field(None, description="Amount of the next charge; None: none or unknown")
    currency: Currency | None = Field(None, description="ISO 4217 of next_amount_minor; None: the plan's")
    trial_ends_at: Instant | None = Field(None, description="End of the trial; None: never had one")
    cancelled_at: Instant | None = Field(None, description="When it was cancelled; None: was not")
    ends_at: Instant | None = Field(None, description="When access ends or ended; None: it renews")
    billed_by: str | None = Field(None, description="Third party that bills, e.g. an app store; None: the company")


class Invoice(CustomerEntity):
    """One bill."""

    id: Key = Field(description="Stable key of the bill")
    number: Key = Field(description="Number that the customer knows")
    issued_at: Instant = Field(description="When it was issued")
    total_minor: int = Field(description="Sum to pay, tax included")
    tax_minor: int | None = Field(None, description="Tax within the total; None: unknown")
    currency: Currency = Field(description="ISO 4217")
    status: Literal["open", "paid", "failed", "void", "refunded", "unknown"] = Field(
        description="open: not paid yet; failed: could not be collected; void: nothing is to be paid"
    )
    period_start: Instant | None = Field(None, description="Service from; None: not a period's bill")
    period_end: Instant | None = Field(None, description="Service until; None: not a period's bill")
    subscription: Key | None = Field(None, description="Subscription.id; None: not for one subscription")


class InvoiceLine(CustomerEntity):
    """One line of a bill. The lines of an invoice add up to its total."""

    id: Key = Field(description="Stable key of the line")
    invoice: Key = Field(description="Invoice.id")
    kind: Literal["plan", "proration", "tax", "discount", "credit", "addon", "fee", "unknown"] = Field(
        description="What the line is for"
    )
    description: str = Field(description="The company's own text")
    amount_minor: int = Field(description="Negative lowers the total")
    currency: Currency = Field(description="ISO 4217")
    plan: Key | None = Field(None, description="Plan.code; None: not about a plan")
    period_start: Instant | None = Field(None, description="Service from; None: not for a period")
    period_end: Instant | None = Field(None, description="Service until; None: not for a period")
    position: int = Field(0, description="Order on the bill, the first lowest")


class Payment(CustomerEntity):
    """One attempt to collect money."""

    id: Key = Field(description="Stable key of the attempt")
    invoice: Key | None = Field(None, description="Invoice.id; None: not for one invoice")
    attempted_at: Instant = Field(description="When it was tried")
    amount_minor: int = Field(description="What was to be collected")
    currency: Currency = Field(description="ISO 4217")
    status: Literal["succeeded", "failed", "pending", "refunded", "unknown"] = Field(
        description="pending: not known yet; refunded: was collected and given back"
    )
    failure_reason: Literal["card_expired", "insufficient_funds", "declined", "authentication", "other"] | None = Field(
        None, description="Why it failed; None: did not fail"
    )
    method: str | None = Field(None, description="e.g. card, paypal, direct_debit; None: unknown")
    card_tail: CardTail | None = personal(None, "Last four digits as text; None: not a card")
    next_retry_at: Instant | None = Field(None, description="Next automatic attempt; None: none is planned")


class Device(CustomerEntity):
    """A device that the customer uses."""

    id: Key = Field(description="Stable key of the device")
    name: str = personal(..., "What the customer calls it")
    kind: Key = Field(description="DeviceSupport.kind")
    app_version: str | None = Field(None, description="Version of the company's app on it; None: unknown")
    last_seen_at: Instant | None = Field(None, description="When it was last used; None: unknown")


class Profile(CustomerEntity):
    """A viewing profile within an account."""

    id: Key = Field(description="Stable key of the profile")
    name: str = personal(..., "What the customer calls it")
    maturity_age: int | None = Field(None, description="Only titles up to this age, in years; None: no limit")
    is_children: bool = Field(False, description="A children's profile: no history, no model")


class Delivery(CustomerEntity):
    """One delivery of a printed edition."""

    id: Key = Field(description="Stable key of the delivery")
    edition: str = Field(description="Name of the edition that customers see")
    due_on: dt.date = Field(description="Day on which it is due")
    status: Literal["planned", "delivered", "missing", "late", "damaged", "paused", "unknown"] = Field(
        description="missing, late and damaged: as the customer reported it"
    )
    reported_at: Instant | None = Field(None, description="When the customer reported a problem; None: did not")
    note: str | None = personal(None, "Where or how to leave it; None: nothing special")


class Voucher(CustomerEntity):
    """A voucher that a reader hands in for a printed paper."""

    id: Key = Field(description="Stable key of the voucher")
    number: Key = Field(description="Number printed on it")
    status: Literal["valid", "used", "expired", "replaced", "unknown"] = Field(
        description="replaced: does not count any more, because a new one was sent"
    )
    valid_until: dt.date | None = Field(None, description="Last day on which it is taken; None: no end")


class Gift(CustomerEntity):
    """A gift card or gift subscription that the customer bought or was given."""

    id: Key = Field(description="Stable key of the gift")
    role: Literal["given", "received"] = Field(description="given: the customer bought it for somebody")
    name: str = Field(description="What was given, as customers see it")
    amount_minor: int | None = Field(None, description="Its value; None: unknown")
    left_minor: int | None = Field(None, description="What is left of it; None: it is no balance")
    currency: Currency | None = Field(None, description="ISO 4217 of the amounts; None: there are none")
    status: Literal["sent", "redeemed", "expired", "unknown"] = Field(description="sent: not redeemed yet")
    bought_on: dt.date | None = Field(None, description="Day on which it was bought; None: unknown")
    redeemed_on: dt.date | None = Field(None, description="Day on which it was redeemed; None: was not")
    expires_on: dt.date | None = Field(None, description="Last day on which it can be redeemed; None: no end")


class ExtraMember(CustomerEntity):
    """Somebody outside the household who watches on the customer's subscription for an extra charge."""

    id: Key = Field(description="Stable key of the membership")
    subscription: Key = Field(description="Subscription.id")
    email: str = personal(..., "Where the invitation went")
    status: Literal["invited", "active", "removed", "unknown"] = Field(description="invited: has not joined yet")
    price_minor: int = Field(description="Extra charge per interval of the plan")
    currency: Currency = Field(description="ISO 4217")
    added_at: Instant | None = Field(None, description="When it was added; None: unknown")


class Newsletter(CustomerEntity):
    """A newsletter of the company's, and whether the customer gets it."""

    id: Key = Field(description="Stable key of the newsletter and the customer together")
    name: str = Field(description="Name that customers see")
    about: str | None = Field(None, description="What it is about and how often it comes; None: not said")
    subscribed: bool = Field(description="Whether it is sent to the customer")


class View(CustomerEntity):
    """One viewing of a title. Used only with the customer's consent to history."""

    id: Key = Field(description="Stable key of the viewing")
    title: Key = personal(..., "Title.id")
    watched_at: Instant = personal(..., "When it began")
    minutes: int | None = personal(None, "Minutes watched; None: unknown")
    profile: Key | None = Field(None, description="Profile.id; None: unknown")
