"""What is known before a step is suggested: the device, an open incident, the subscription, the error code."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from actions.clock import Calendar
from actions.facts.account import Held, subscriptions_if_known
from actions.facts.model import Fact, fact
from actions.systems.connected import Systems
from actions.systems.entities import Device, DeviceSupport, ErrorCode, Incident


@dataclass(frozen=True)
class Diagnosis:
    """Everything that bears on a playback problem.

    `device` None: unknown which; `possible` are then the kinds that the customer uses. `incident` None: none
    open that affects it. `blocked` is a subscription
    that stands in the way (None: none does, or nobody is signed in). `error` None: no code was named.
    """

    device: DeviceSupport | None
    incident: Incident | None
    blocked: Held | None
    error: ErrorCode | None
    possible: tuple[DeviceSupport, ...] = ()

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
    open_ones, error, blocked, own = await asyncio.gather(
        open_incidents(systems), _error(systems, code), _blocking(systems, calendar, customer), _used(systems, customer)
    )
    kinds = [device] if device else own
    incident, hit = _incident(open_ones, kinds)
    supports = {row.kind: row for row in await _devices(systems, kinds)}
    sure = hit or (kinds[0] if len(kinds) == 1 else None)
    possible = () if sure else tuple(supports[kind] for kind in kinds if kind in supports)
    return Diagnosis(supports.get(sure or ""), incident, blocked, error, possible)


def _incident(open_ones: Sequence[Incident], kinds: Sequence[str]) -> tuple[Incident | None, str | None]:
    """The first incident that affects one of the kinds, and which; (None, None): none does."""
    for incident in open_ones:
        for kind in kinds:
            if affects(incident, kind):
                return incident, kind
        if affects(incident, None):
            return incident, None
    return None, None


async def open_incidents(systems: Systems) -> list[Incident]:
    """What is wrong right now, the newest first."""
    if not systems.yields(Incident):
        return []
    rows = await systems.fetch(Incident, status=["open", "monitoring"])
    return sorted(rows, key=lambda row: row.started_at, reverse=True)


def affects(incident: Incident, kind: str | None) -> bool:
    """Whether an incident touches a kind of device; an unknown device is touched only by one that hits all."""
    return not incident.affects or kind in incident.affects or "streaming" in incident.affects


async def _devices(systems: Systems, kinds: Sequence[str]) -> list[DeviceSupport]:
    if not kinds or not systems.yields(DeviceSupport):
        return []
    return await systems.fetch(DeviceSupport, kind=list(kinds))


async def _error(systems: Systems, code: str | None) -> ErrorCode | None:
    if code is None or not systems.yields(ErrorCode):
        return None
    return next(iter(await systems.fetch(ErrorCode, code=code)), None)


async def _used(systems: Systems, customer: str | None) -> list[str]:
    """The kinds of device that the customer uses, the last used first."""
    if customer is None or not systems.yields(Device):
        return []
    rows = await systems.fetch(Device, newest="last_seen_at", customer=customer)
    return list(dict.fromkeys(row.kind for row in rows))


async def _blocking(systems: Systems, calendar: Calendar, customer: str | None) -> Held | None:
    """The streaming subscription that stands in the way: none of the customer's lets them in."""
    held = await subscriptions_if_known(systems, calendar, customer)
    streaming = [one for one in held if one.plan.product == "streaming"]
    if any(one.subscription.status in ("active", "trial", "cancelled") for one in streaming):
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
