"""The canonical entities: what a connected system's SELECTs yield. `docs/entities.md` is made from them.

One class per entity; its fields are the columns that `systems/<name>/<entity>.sql` returns, by name.
Conventions, which hold for every column:

* Keys are text; a source's integer key is converted on the way in.
* Money is a count of minor units (cents) in `*_minor`, its ISO 4217 code in `currency`; where a SELECT or a
  row has no currency, the one of its `system.yml` counts.
* A `datetime` is an instant in UTC. A source's time without a zone, and a day without a time (its start),
  are read in the time zone of its `system.yml`. A number is not a time. A `date` is a calendar day where the
  company does business.
* A list is text separated by ``|``.
* A status outside its vocabulary becomes ``unknown`` and is reported by `usher systems check`.
* None is SQL NULL; what it means is said per column. A column a SELECT leaves out reads as its default.
"""

from __future__ import annotations

from actions.systems.entity import CustomerEntity, Entity, Instant, Key, TextList, entity_name
from actions.systems.owned import (
    Customer,
    Delivery,
    Device,
    ExtraMember,
    Gift,
    Invoice,
    InvoiceLine,
    Newsletter,
    Payment,
    Profile,
    Subscription,
    View,
    Voucher,
)
from actions.systems.shared import (
    Article,
    DeviceSupport,
    ErrorCode,
    HelpArticle,
    Incident,
    Interval,
    Offer,
    Plan,
    PriceChange,
    Right,
    TaxRule,
    Title,
)

__all__ = [
    "ENTITIES", "Article", "Customer", "CustomerEntity", "Delivery", "Device", "DeviceSupport", "Entity", "ErrorCode",
    "ExtraMember", "Gift", "HelpArticle", "Incident", "Instant", "Interval", "Invoice", "InvoiceLine", "Key",
    "Newsletter", "Offer", "Payment", "Plan", "PriceChange", "Profile", "Right", "Subscription", "TaxRule", "TextList",
    "Title", "View", "Voucher", "entity_name",
]  # fmt: skip

ENTITIES: tuple[type[Entity], ...] = (
    Customer, Plan, Subscription, ExtraMember, Invoice, InvoiceLine, Payment, PriceChange, TaxRule, Offer, Gift, Device,
    Profile, Newsletter, Delivery, Voucher, View, Title, Right, Article, HelpArticle, ErrorCode, DeviceSupport, Incident,
)  # fmt: skip
