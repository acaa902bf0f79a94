"""Members, their profiles and devices."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass

from demo.cms.content import DeviceRow
from demo.database import Row
from demo.dates import iso


@dataclass(frozen=True, slots=True)
class Member:
    """A customer as the content system knows them.

    `plan` is the streaming plan; None: has none. They watched in [since, until). `story` None: an ordinary member.
    """

    customer: str
    first_name: str
    country: str
    joined: dt.datetime
    plan: str | None
    since: dt.datetime
    until: dt.datetime
    story: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile in a member's account. `maturity_age` None: no limit."""

    number: int
    member: Member
    name: str
    is_children: bool
    maturity_age: int | None


_OTHER_NAMES = (
    "Sam",
    "Alex",
    "Robin",
    "Chris",
    "Jo",
    "Max",
    "Kim",
    "Pat",
    "Lou",
    "Charlie",
    "Mia",
    "Ben",
    "Eva",
    "Leo",
)
_CHILD_NAMES = ("Kids", "Poppy", "Alfie", "Ella", "Finn", "Rosie", "Luca", "Maya")

# How often a kind of device occurs; kinds that are not listed occur seldom.
_KIND_SHARES = {
    "ios": 18, "android": 15, "web_chrome": 14, "fire_tv": 10, "samsung_tv": 9, "roku": 8, "chromecast": 6,
    "apple_tv": 5, "lg_tv": 5, "web_safari": 5, "ps5": 4, "android_tv": 4, "web_edge": 3, "fire_tablet": 2,
}  # fmt: skip
_OWN_NAMES = {
    "ios": ("{0}'s iPhone", "{0}'s iPad"), "android": ("{0}'s Galaxy", "{0}'s Pixel", "Android tablet"),
    "web_chrome": ("Chrome on Windows", "Chrome on the laptop"), "web_safari": ("Safari on the MacBook",),
    "web_edge": ("Edge on Windows",), "web_firefox": ("Firefox on the laptop",),
}  # fmt: skip
_STORY_DEVICES = {
    "roku": ("roku", "ios"),
    "wants-metropolis": ("android_tv", "android"),
}  # nobody else named has a Roku
_ALONE = frozenset({"wants-metropolis"})  # so that the account's history shows one clear taste
_ROOMS = ("Living room", "Bedroom", "Kitchen", "Upstairs")


class Households:
    """Draws profiles and devices. `now` is midnight at the start of today."""

    def __init__(self, rng: random.Random, now: dt.datetime, devices: Sequence[DeviceRow]) -> None:
        self._rng = rng
        self._now = now
        self._names = {device.kind: device.name for device in devices}
        self._kinds = [device.kind for device in devices]
        self._weights = [_KIND_SHARES.get(d.kind, 1.5 if d.supported else 0.3) for d in devices]
        self.profiles: list[Profile] = []
        self.device_rows: list[Row] = []

    def add(self, number: int, member: Member) -> None:
        """Draw for one member, whose row is `number`."""
        if member.plan is None:
            return
        self._add_profile(member, member.first_name)
        if member.story not in _ALONE:
            self._add_family(member)
        count = self._rng.choices((1, 2, 3, 4), weights=(30, 38, 22, 10))[0]
        kinds = self._rng.choices(self._kinds, weights=self._weights, k=count)
        if member.story:
            kinds = list(_STORY_DEVICES.get(member.story) or [kind for kind in kinds if kind != "roku"] or ["ios"])
        for kind in dict.fromkeys(kinds):
            self._add_device(number, member, kind)

    def profile_rows(self, number_of: dict[str, int]) -> list[Row]:
        """Rows of `profiles`; `number_of` is customer -> member row."""
        return [
            (p.number, number_of[p.member.customer], p.name, int(p.is_children), p.maturity_age) for p in self.profiles
        ]

    def _add_family(self, member: Member) -> None:
        others = self._rng.choices((0, 1, 2, 3), weights=(45, 32, 16, 7))[0]
        for name in self._rng.sample(_OTHER_NAMES, others):
            self._add_profile(member, name)
        if self._rng.random() < 0.22:
            self._add_profile(member, self._rng.choice(_CHILD_NAMES), limit=self._rng.choice((7, 7, 12)))

    def _add_profile(self, member: Member, name: str, limit: int | None = None) -> None:
        self.profiles.append(Profile(len(self.profiles) + 1, member, name, limit is not None, limit))

    def _add_device(self, number: int, member: Member, kind: str) -> None:
        rng = self._rng
        own = _OWN_NAMES.get(kind)
        room = _ROOMS[0] if member.story else rng.choice(_ROOMS)
        name = rng.choice(own).format(member.first_name) if own else f"{room} {self._names[kind]}"
        version = None if kind.startswith("web_") else f"7.{rng.randint(0, 4)}.{rng.randint(0, 9)}"
        newest = 4 if member.story else 60
        ago = dt.timedelta(hours=rng.randint(2, 24 * rng.randint(1, newest)))
        seen = max(member.since, min(self._now, member.until) - ago)
        self.device_rows.append((len(self.device_rows) + 1, number, kind, name, version, iso(seen)))
