"""What questions are made of: titles, plans, devices, bills as the connected systems have them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actions.answers.locale import locale_of, money
from actions.clock import Calendar
from actions.systems.connected import ConnectedSystems
from actions.systems.entities import Customer, DeviceSupport, Entity, ErrorCode, Invoice, Plan, Title

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


@dataclass(frozen=True)
class Names:
    """`customers` are asked for by chance, as ids; a group of cases may name some of them by a word of `known`."""

    systems: ConnectedSystems
    calendar: Calendar
    titles: Sequence[Title]
    plans: Sequence[Plan]
    devices: Sequence[DeviceSupport]
    codes: Sequence[ErrorCode]
    customers: Sequence[str]
    known: Mapping[str, str]

    @classmethod
    async def read(
        cls, systems: ConnectedSystems, calendar: Calendar, customers: Sequence[str], known: Mapping[str, str]
    ) -> Names:
        def rows[E: Entity](entity: type[E]) -> list[E]:
            return systems.everything(entity) if systems.yields(entity) else []

        def read() -> Names:
            plans = [plan for plan in rows(Plan) if plan.sold and plan.product == "streaming"]
            return cls(
                systems, calendar, sorted(rows(Title), key=lambda title: title.id), plans,
                rows(DeviceSupport), rows(ErrorCode), customers, known,
            )  # fmt: skip

        return await asyncio.to_thread(read)

    async def customer(self, rng: random.Random, named: Sequence[str]) -> str:
        chosen = rng.choice(named or self.customers)
        return self.known.get(chosen, chosen)

    async def values(self, rng: random.Random, customer: str | None) -> Mapping[str, str]:
        """Values for placeholders; what the systems do not give is left out."""
        found: dict[str, str] = {"month": rng.choice(_MONTHS)}
        found |= _pair(rng, "title", [title.name for title in self.titles])
        found |= _pair(rng, "plan", [plan.name for plan in self.plans])
        found |= _pair(rng, "person", sorted({name for title in self.titles for name in title.people}))
        found |= _pair(rng, "device", [device.name for device in self.devices])
        found |= _pair(rng, "code", [code.code for code in self.codes])
        if customer is not None and self.systems.yields(Invoice):
            found |= await self._bills(rng, customer)
        return found

    async def _bills(self, rng: random.Random, customer: str) -> Mapping[str, str]:
        """A bill of the customer's own, and one of somebody else's with that person's name."""
        found: dict[str, str] = {}
        if own := await self._newest(customer):
            bill = rng.choice(own)
            found["invoice"] = bill.number
            found["amount"] = money(bill.total_minor, bill.currency, locale_of("en-GB"))
        other = rng.choice([one for one in self.customers if one != customer])
        if theirs := await self._newest(other):
            found["foreign_invoice"] = rng.choice(theirs).number
        rows = await self.systems.fetch(Customer, customer=other) if self.systems.yields(Customer) else []
        if rows and rows[0].name:
            found["foreign_name"] = rows[0].name
        return found

    async def _newest(self, customer: str) -> list[Invoice]:
        return await self.systems.fetch(Invoice, newest="issued_at", limit=4, customer=customer)


def _pair(rng: random.Random, name: str, choices: Sequence[str]) -> dict[str, str]:
    """One of the choices, and another one as ``other_…``."""
    if len(choices) < 2:
        return dict.fromkeys([name], choices[0]) if choices else {}
    first, second = rng.sample(choices, 2)
    return {name: first, f"other_{name}": second}
