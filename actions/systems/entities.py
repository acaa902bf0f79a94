"""The canonical entities: what a connected system's SELECTs yield.

One class per entity; its fields are the columns that `systems/<name>/<entity>.sql` returns, by name.
Conventions, which hold for every column:

* Keys are text; a source's integer key is converted on the way in.
* Money is a count of minor units (cents) in `*_minor`, its ISO 4217 code in `currency`.
* A `datetime` is an instant in UTC (a source without a zone is read in the zone of its `system.yml`);
  a `date` is a calendar day where the company does business.
* A list is text separated by ``|``.
* A status outside its vocabulary becomes ``unknown`` and is reported by `usher systems check`.
* None is SQL NULL; what it means is said per column. A column a SELECT leaves out reads as its default.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo


def _split(value: Any) -> Any:
    return tuple(part.strip() for part in value.split("|") if part.strip()) if isinstance(value, str) else value or ()


def _as_text(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else str(value)


def _utc(value: Any) -> Any:
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value.replace(" ", "T", 1))
    if isinstance(value, dt.datetime) and value.tzinfo is None:
        return value.replace(tzinfo=dt.UTC)
    return value


Key = Annotated[str, BeforeValidator(_as_text)]
TextList = Annotated[tuple[str, ...], BeforeValidator(_split)]
Instant = Annotated[dt.datetime, BeforeValidator(_utc)]

Interval = Literal["month", "quarter", "year", "week"]


class Entity(BaseModel):
    """A row of a connected system. `key` names the identifying field, `customer_field` the one that
    binds a row to a customer (None: the entity is the same for everybody)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: ClassVar[str] = "id"
    customer_field: ClassVar[str | None] = None

    source: str = Field("", exclude=True, description="Name of the connected system; set when read")
    as_of: dt.datetime | None = Field(None, exclude=True, description="When it was read, UTC; None: not read")

    @classmethod
    def columns(cls) -> dict[str, FieldInfo]:
        """The columns that a SELECT may yield: every field but the provenance."""
        return {name: field for name, field in cls.model_fields.items() if name not in ("source", "as_of")}


def entity_name(entity: type[Entity]) -> str:
    """`InvoiceLine` -> ``invoice_line``, the name of its SQL file."""
    name = entity.__name__
    return "".join("_" + c.lower() if c.isupper() and i else c.lower() for i, c in enumerate(name))


class CustomerEntity(Entity):
    """A row that belongs to one customer."""

    customer_field: ClassVar[str | None] = "customer"

    customer: Key = Field(description="Opaque customer id, the `sub` of the site token")


class Customer(CustomerEntity):
    """A person with an account."""

    key: ClassVar[str] = "customer"

    email: str | None = Field(None, description="E-mail address; None: unknown")
    name: str | None = Field(None, description="Full name; None: unknown")
    phone: str | None = Field(None, description="Telephone number; None: unknown")
    address: str | None = Field(None, description="Postal address on one line; None: unknown")
    country: str | None = Field(None, description="ISO 3166-1 alpha-2 country; None: unknown")
    language: str | None = Field(None, description="BCP 47 language; None: unknown")
    created_at: Instant | None = Field(None, description="When the account was opened; None: unknown")


class Plan(Entity):
    """Something that can be subscribed to."""

    key: ClassVar[str] = "code"

    code: Key = Field(description="Stable code of the plan")
    name: str = Field(description="Name that customers see")
    product: str = Field(description="Product family, e.g. streaming, newspaper")
    price_minor: int = Field(description="Price per interval, tax included, minor units")
    currency: str = Field(description="ISO 4217")
    interval: Interval = Field(description="Billing interval")
    max_streams: int | None = Field(None, description="Streams at the same time; None: does not apply")
    max_quality: str | None = Field(None, description="Best picture, e.g. HD; None: does not apply")
    has_ads: bool | None = Field(None, description="Shows advertisements; None: does not apply")
    downloads: bool | None = Field(None, description="Allows downloads; None: does not apply")
    features: TextList = Field((), description="Further benefits in the company's words")
    trial_days: int | None = Field(None, description="Length of the free trial in days; None: no trial")
    sold: bool = Field(True, description="Can be bought today")


class Subscription(CustomerEntity):
    """A customer's subscription to a plan, as it stands now."""

    id: Key
    plan: Key = Field(description="Plan.code")
    status: Literal["trial", "active", "past_due", "paused", "cancelled", "expired", "unknown"] = Field(
        description="cancelled: will not renew, access may run until ends_at; expired: access is over"
    )
    started_at: Instant
    period_start: Instant | None = Field(None, description="Start of the paid period; None: unknown")
    period_end: Instant | None = Field(None, description="End of the paid period; None: unknown")
    next_billing_at: Instant | None = Field(None, description="Next charge; None: none is due")
    next_amount_minor: int | None = Field(None, description="Amount of the next charge; None: none or unknown")
    currency: str | None = Field(None, description="ISO 4217 of next_amount_minor")
    trial_ends_at: Instant | None = Field(None, description="End of the trial; None: never had one")
    cancelled_at: Instant | None = Field(None, description="When it was cancelled; None: was not")
    ends_at: Instant | None = Field(None, description="When access ends or ended; None: it renews")
    billed_by: str | None = Field(None, description="Third party that bills, e.g. an app store; None: the company")


class Invoice(CustomerEntity):
    """One bill."""

    id: Key
    number: str = Field(description="Number the customer knows")
    issued_at: Instant
    total_minor: int = Field(description="Sum to pay, tax included, minor units")
    tax_minor: int | None = Field(None, description="Tax within the total; None: unknown")
    currency: str
    status: Literal["open", "paid", "failed", "void", "refunded", "unknown"]
    period_start: Instant | None = Field(None, description="Service from; None: not a period's bill")
    period_end: Instant | None = Field(None, description="Service until")
    subscription: Key | None = Field(None, description="Subscription.id; None: not for one subscription")


class InvoiceLine(CustomerEntity):
    """One line of a bill. The lines of an invoice add up to its total."""

    id: Key
    invoice: Key = Field(description="Invoice.id")
    kind: Literal["plan", "proration", "tax", "discount", "credit", "addon", "fee", "unknown"]
    description: str = Field(description="The company's own text")
    amount_minor: int = Field(description="Minor units; negative lowers the total")
    currency: str
    plan: Key | None = Field(None, description="Plan.code; None: not about a plan")
    period_start: Instant | None = None
    period_end: Instant | None = None
    position: int = Field(0, description="Order on the bill")


class Payment(CustomerEntity):
    """One attempt to collect money."""

    id: Key
    invoice: Key | None = Field(None, description="Invoice.id; None: not for one invoice")
    attempted_at: Instant
    amount_minor: int
    currency: str
    status: Literal["succeeded", "failed", "pending", "refunded", "unknown"]
    failure_reason: Literal["card_expired", "insufficient_funds", "declined", "authentication", "other"] | None = Field(
        None, description="None: did not fail"
    )
    method: str | None = Field(None, description="e.g. card, paypal, direct_debit")
    card_tail: str | None = Field(None, description="Last four digits; None: not a card")
    next_retry_at: Instant | None = Field(None, description="Next automatic attempt; None: none planned")


class PriceChange(Entity):
    """A change of a plan's list price, past or announced."""

    key: ClassVar[str] = "id"

    id: Key
    plan: Key
    effective_on: dt.date
    old_minor: int
    new_minor: int
    currency: str


class Offer(Entity):
    """Something that may be offered to a customer who wants to leave."""

    key: ClassVar[str] = "code"

    code: Key
    name: str = Field(description="Name that customers see")
    kind: Literal["pause", "discount", "downgrade"]
    percent: int | None = Field(None, description="Discount in percent; None: not a discount")
    months: int | None = Field(None, description="How long it lasts, in months")
    plan: Key | None = Field(None, description="downgrade: target Plan.code; otherwise the plan it is for. None: any")
    reasons: TextList = Field((), description="Cancellation reasons it answers; empty: any")


class Device(CustomerEntity):
    """A device that the customer uses."""

    id: Key
    name: str = Field(description="What the customer calls it")
    kind: Key = Field(description="DeviceSupport.kind")
    app_version: str | None = None
    last_seen_at: Instant | None = None


class Profile(CustomerEntity):
    """A viewing profile within an account."""

    id: Key
    name: str
    maturity_age: int | None = Field(None, description="Only titles up to this age; None: no limit")
    is_children: bool = Field(False, description="A children's profile: no history, no model")


class Delivery(CustomerEntity):
    """One delivery of a printed edition."""

    id: Key
    edition: str
    due_on: dt.date
    status: Literal["planned", "delivered", "missing", "late", "damaged", "paused", "unknown"]
    reported_at: Instant | None = Field(None, description="When the customer reported a problem; None: did not")
    note: str | None = None


class View(CustomerEntity):
    """One viewing of a title. Used only with the customer's consent to history."""

    id: Key
    title: Key = Field(description="Title.id")
    watched_at: Instant
    minutes: int | None = Field(None, description="Minutes watched; None: unknown")
    profile: Key | None = Field(None, description="Profile.id; None: unknown")


class Title(Entity):
    """A film, series, concert or other programme."""

    id: Key
    name: str
    kind: Literal["film", "series", "concert", "short", "documentary", "unknown"]
    year: int | None = Field(None, description="Year of first release; None: unknown")
    countries: TextList = Field((), description="Countries of production, English names")
    minutes: int | None = Field(None, description="Running time; series: of one episode; None: unknown")
    maturity_age: int | None = Field(None, description="Suitable from this age; None: for all")
    genres: TextList = ()
    people: TextList = Field((), description="Directors and cast, most important first")
    synopsis: str | None = None
    url: str | None = Field(None, description="Page on the company's site")
    image: str | None = Field(None, description="Picture; None: none")
    popularity: int = Field(0, description="Views in the last 30 days")
    updated_at: Instant | None = None


class Right(Entity):
    """A window in which a title may be shown in a country on a plan."""

    id: Key
    title: Key
    country: str = Field(description="ISO 3166-1 alpha-2, or * for all")
    plan: Key = Field(description="Plan.code, or * for all")
    starts_at: Instant
    ends_at: Instant | None = Field(None, description="None: open-ended")


class Article(Entity):
    """A piece of the newspaper's archive."""

    id: Key
    name: str = Field(description="Headline")
    section: str
    published_at: Instant
    summary: str | None = None
    tags: TextList = ()
    url: str | None = None
    paywalled: bool = False
    updated_at: Instant | None = None


class HelpArticle(Entity):
    """An answer the company has written down."""

    id: Key
    name: str = Field(description="Title of the article")
    topic: str = Field(description="account, billing, plans, playback, content, delivery, privacy …")
    question: str = Field(description="The question it answers, in a customer's words")
    body: str = Field(description="The answer: plain text, short paragraphs")
    url: str | None = None
    updated_at: Instant | None = None


class ErrorCode(Entity):
    """An error a player or app can show."""

    key: ClassVar[str] = "code"

    code: Key
    meaning: str
    steps: TextList = Field((), description="What to try, in order")
    device_kinds: TextList = Field((), description="DeviceSupport.kind it occurs on; empty: any")
    cause: Literal["network", "app", "account", "rights", "device", "service", "payment"] = "app"


class DeviceSupport(Entity):
    """A kind of device and what the company supports on it."""

    key: ClassVar[str] = "kind"

    kind: Key
    name: str = Field(description="Name that customers use, e.g. Roku")
    aliases: TextList = Field((), description="Other words for it")
    supported: bool = True
    minimum_version: str | None = Field(None, description="Oldest system or app version; None: any")
    max_quality: str | None = None
    steps: TextList = Field((), description="What to try first when playback fails, in order")


class Incident(Entity):
    """A disturbance of the service."""

    id: Key
    name: str
    status: Literal["open", "monitoring", "resolved", "unknown"]
    started_at: Instant
    resolved_at: Instant | None = Field(None, description="None: not yet")
    affects: TextList = Field((), description="DeviceSupport.kind or product names; empty: everything")
    message: str = Field(description="What the company tells customers")
    updated_at: Instant | None = None


ENTITIES: tuple[type[Entity], ...] = (
    Customer, Plan, Subscription, Invoice, InvoiceLine, Payment, PriceChange, Offer, Device, Profile,
    Delivery, View, Title, Right, Article, HelpArticle, ErrorCode, DeviceSupport, Incident,
)  # fmt: skip
