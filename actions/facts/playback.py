"""What is known before a step is suggested: the device, an open incident, the subscription, the error code."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from actions.clock import Calendar
from actions.facts.account import Held, subscriptions
from actions.facts.model import Fact, fact
from actions.systems.connected import Systems
from actions.systems.entities import Device, DeviceSupport, ErrorCode, Incident


@dataclass(frozen=True)
class Diagnosis:
    """Everything that bears on a playback problem.

    `device` None: unknown which. `incident` None: none open that affects it. `blocked` is a subscription
    that stands in the way (None: none does, or nobody is signed in). `error` None: no code was named.
    """

    device: DeviceSupport | None
    incident: Incident | None
    blocked: Held | None
    error: ErrorCode | None

    @property
    def facts(self) -> tuple[Fact, ...]:
        found = (
            self.device and device_fact(self.device),
            self.incident and incident_fact(self.incident),
            self.blocked and self.blocked.fact,
            self.error and error_fact(self.error),
        )
        return tuple(f for f in found if f)


async def diagnose(
    systems: Systems, calendar: Calendar, *, customer: str | None, device: str | None, code: str | None
) -> Diagnosis:
    """Join what bears on the problem. `device` is a DeviceSupport.kind, `code` an ErrorCode.code."""
    kind = device or (await _last_device(systems, customer) if customer else None)
    support, open_ones, error, blocked = await asyncio.gather(
        _device(systems, kind), open_incidents(systems), _error(systems, code), _blocking(systems, calendar, customer)
    )
    return Diagnosis(support, next((i for i in open_ones if affects(i, kind)), None), blocked, error)


async def open_incidents(systems: Systems) -> list[Incident]:
    """What is wrong right now, the newest first."""
    if not systems.yields(Incident):
        return []
    rows = await systems.fetch(Incident, status=["open", "monitoring"])
    return sorted(rows, key=lambda row: row.started_at, reverse=True)


def affects(incident: Incident, kind: str | None) -> bool:
    """Whether an incident touches a kind of device; an unknown device is touched only by one that hits all."""
    return not incident.affects or kind in incident.affects or "streaming" in incident.affects


async def _device(systems: Systems, kind: str | None) -> DeviceSupport | None:
    if kind is None or not systems.yields(DeviceSupport):
        return None
    return next(iter(await systems.fetch(DeviceSupport, kind=kind)), None)


async def _error(systems: Systems, code: str | None) -> ErrorCode | None:
    if code is None or not systems.yields(ErrorCode):
        return None
    return next(iter(await systems.fetch(ErrorCode, code=code)), None)


async def _last_device(systems: Systems, customer: str | None) -> str | None:
    if not systems.yields(Device):
        return None
    newest = await systems.fetch(Device, newest="last_seen_at", limit=1, customer=customer)
    return newest[0].kind if newest else None


async def _blocking(systems: Systems, calendar: Calendar, customer: str | None) -> Held | None:
    """The streaming subscription that stands in the way: none of the customer's lets them in."""
    if customer is None:
        return None
    streaming = [held for held in await subscriptions(systems, calendar, customer) if held.plan.product == "streaming"]
    if any(held.subscription.status in ("active", "trial", "cancelled") for held in streaming):
        return None
    return streaming[0] if streaming else None


def device_fact(row: DeviceSupport) -> Fact:
    return fact(
        f"device:{row.kind}", "device_support", source=row.source, key=row.kind, as_of=row.as_of,
        device=row.name, supported=row.supported, minimum_version=row.minimum_version,
        max_quality=row.max_quality, steps=row.steps or None,
    )  # fmt: skip


def incident_fact(row: Incident) -> Fact:
    return fact(
        f"incident:{row.id}", "incident", source=row.source, key=row.id, as_of=row.as_of,
        incident=row.name, status=row.status, since=row.started_at, message=row.message,
        updated=row.updated_at,
    )  # fmt: skip


def error_fact(row: ErrorCode) -> Fact:
    return fact(
        f"error:{row.code}", "error_code", source=row.source, key=row.code, as_of=row.as_of,
        code=row.code, meaning=row.meaning, cause=row.cause, steps=row.steps or None,
    )  # fmt: skip
