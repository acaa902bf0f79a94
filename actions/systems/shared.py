"""The entities that are the same for every customer: plans and prices, content, help, and the state of the service."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Literal

from pydantic import Field

from actions.systems.entity import Currency, Entity, Instant, Key, TextList

Interval = Literal["month", "quarter", "year", "week"]


class Plan(Entity):
    """Something that can be subscribed to."""

    key: ClassVar[str] = "code"

    code: Key = Field(description="Stable code of the plan")
    name: str = Field(description="Name that customers see")
    product: str = Field(description="Product family, e.g. streaming, newspaper")
    price_minor: int = Field(description="Price per interval, tax included")
    currency: Currency = Field(description="ISO 4217")
    interval: Interval = Field(description="Billing interval")
    max_streams: int | None = Field(None, description="Streams at the same time; None: does not apply")
    max_quality: str | None = Field(None, description="Best picture, e.g. HD; None: does not apply")
    has_ads: bool | None = Field(None, description="Shows advertisements; None: does not apply")
    downloads: bool | None = Field(None, description="Allows downloads; None: does not apply")
    features: TextList = Field((), description="Further benefits in the company's words")
    trial_days: int | None = Field(None, description="Length of the free trial in days; None: no trial")
    sold: bool = Field(True, description="Can be bought today")


class PriceChange(Entity):
    """A change of a plan's list price, past or announced."""

    key: ClassVar[str] = "id"

    id: Key = Field(description="Stable key of the change")
    plan: Key = Field(description="Plan.code")
    effective_on: dt.date = Field(description="First day of the new price")
    old_minor: int = Field(description="Price until then")
    new_minor: int = Field(description="Price from then on")
    currency: Currency = Field(description="ISO 4217")


class Offer(Entity):
    """Something that may be offered to a customer who wants to leave."""

    key: ClassVar[str] = "code"

    code: Key = Field(description="Stable code of the offer")
    name: str = Field(description="Name that customers see")
    kind: Literal["pause", "discount", "downgrade"] = Field(description="What it does")
    percent: int | None = Field(None, description="Discount in percent; None: not a discount")
    months: int | None = Field(None, description="How long it lasts, in months; None: does not end")
    plan: Key | None = Field(None, description="downgrade: target Plan.code; otherwise the plan it is for; None: any")
    reasons: TextList = Field((), description="Cancellation reasons it answers; empty: any")


class TaxRule(Entity):
    """The tax that a price includes."""

    id: Key = Field(description="Stable key of the rule")
    country: str = Field(description="ISO 3166-1 alpha-2 country where the customer lives")
    product: str = Field(description="Plan.product")
    percent: float = Field(description="Rate in percent; 0: no tax is charged")


class Title(Entity):
    """A film, series, concert or other programme."""

    id: Key = Field(description="Stable key of the title")
    name: str = Field(description="Name that customers see")
    kind: Literal["film", "series", "concert", "short", "documentary", "unknown"] = Field(description="What it is")
    year: int | None = Field(None, description="Year of first release; None: unknown")
    countries: TextList = Field((), description="Countries of production, English names")
    minutes: int | None = Field(None, description="Running time in minutes; series: of one episode; None: unknown")
    maturity_age: int | None = Field(None, description="Suitable from this age, in years; None: for all")
    genres: TextList = Field((), description="Genres in English, the main one first")
    people: TextList = Field((), description="Directors and cast, most important first")
    synopsis: str | None = Field(None, description="What it is about, without giving the end away; None: not written")
    url: str | None = Field(None, description="Page on the company's site; None: none")
    image: str | None = Field(None, description="Address of a picture; None: none")
    audio: TextList = Field((), description="Languages that are spoken, English names; empty: unknown or none")
    subtitles: TextList = Field((), description="Languages of the subtitles, English names; empty: none")
    popularity: int = Field(0, description="Views in the last 30 days")
    updated_at: Instant | None = Field(None, description="When the entry last changed; None: unknown")


class Right(Entity):
    """A window in which a title may be shown in a country on a plan."""

    id: Key = Field(description="Stable key of the window")
    title: Key = Field(description="Title.id")
    country: str = Field(description="ISO 3166-1 alpha-2, or * for all")
    plan: Key = Field(description="Plan.code, or * for all")
    starts_at: Instant = Field(description="When it opens")
    ends_at: Instant | None = Field(None, description="When it closes; None: open-ended")


class Article(Entity):
    """A piece of the newspaper's archive."""

    id: Key = Field(description="Stable key of the article")
    name: str = Field(description="Headline")
    section: str = Field(description="Part of the paper, e.g. business")
    published_at: Instant = Field(description="When it appeared")
    summary: str | None = Field(None, description="What it says, in a few sentences; None: not written")
    tags: TextList = Field((), description="Subjects, the main one first")
    url: str | None = Field(None, description="Page on the company's site; None: none")
    paywalled: bool = Field(False, description="Only subscribers can read it")
    updated_at: Instant | None = Field(None, description="When it last changed; None: unknown")


class HelpArticle(Entity):
    """An answer the company has written down."""

    id: Key = Field(description="Stable key of the help article")
    name: str = Field(description="Title of the article")
    topic: str = Field(description="account, billing, plans, playback, content, delivery, privacy …")
    question: str = Field(description="The question it answers, in a customer's words")
    body: str = Field(description="The answer: plain text, short paragraphs")
    url: str | None = Field(None, description="Its page on the company's site; None: none")
    updated_at: Instant | None = Field(None, description="When it last changed; None: unknown")


class ErrorCode(Entity):
    """An error a player or app can show."""

    key: ClassVar[str] = "code"

    code: Key = Field(description="The code as it is shown")
    meaning: str = Field(description="What it means, in a customer's words")
    steps: TextList = Field((), description="What to try, in order")
    device_kinds: TextList = Field((), description="DeviceSupport.kind it occurs on; empty: any")
    cause: Literal["network", "app", "account", "rights", "device", "service", "payment"] = Field(
        "app", description="Where the fault lies"
    )


class DeviceSupport(Entity):
    """A kind of device and what the company supports on it."""

    key: ClassVar[str] = "kind"

    kind: Key = Field(description="Stable code of the kind of device")
    name: str = Field(description="Name that customers use, e.g. Roku")
    aliases: TextList = Field((), description="Other words for it")
    supported: bool = Field(True, description="The company's app runs on it")
    minimum_version: str | None = Field(None, description="Oldest system or app version; None: any")
    max_quality: str | None = Field(None, description="Best picture on it, e.g. HD; None: unknown")
    steps: TextList = Field((), description="What to try first when playback fails, in order")


class Incident(Entity):
    """A disturbance of the service."""

    id: Key = Field(description="Stable key of the disturbance")
    name: str = Field(description="What is disturbed, as customers are told")
    status: Literal["open", "monitoring", "resolved", "unknown"] = Field(
        description="monitoring: mended and being watched"
    )
    started_at: Instant = Field(description="When it began")
    resolved_at: Instant | None = Field(None, description="When it was over; None: not yet")
    affects: TextList = Field((), description="DeviceSupport.kind or product names; empty: everything")
    message: str = Field(description="What the company tells customers")
    updated_at: Instant | None = Field(None, description="When the entry last changed; None: unknown")
