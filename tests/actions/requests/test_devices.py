"""What is asked of devices: to see them, to sign one out, or all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import pytest

from actions.account import ManageDevices
from actions.answers.reply import Answer
from actions.requests.draft import SLOT
from actions.systems.entities import DeviceSupport
from tests.actions.requests.test_steps import case, talk

SENDS = case(sends=["remove_device", "sign_out_everywhere"])


class FakeIndex:
    """Knows what a phone is called."""

    def all(self, entity: type[DeviceSupport]) -> Mapping[str, DeviceSupport]:
        return {"ios": DeviceSupport(kind="ios", name="iPhone", aliases=("phone", "handy"))}

    def part[P](self, name: str, load: Callable[[], P]) -> P:
        return load()


async def told(text: str) -> Answer:
    said = talk(text, "manage_devices", manage_devices=SENDS, report_compromised_account=SENDS)
    cast("Any", said.on).index = FakeIndex()
    return await ManageDevices().own(said.ask, said.say, said.on)


@pytest.mark.parametrize(
    "text",
    ["sign out everywhere", "log me out of all devices please", "Melde alle Geräte ab", "überall abmelden",
     "déconnectez tous les appareils", "cierra sesión en todos los dispositivos"],
)  # fmt: skip
async def test_all_devices_are_signed_out_where_that_is_asked(text: str) -> None:
    answer = await told(text)

    assert answer.slots[SLOT]["use_case"] == "report_compromised_account"


@pytest.mark.parametrize(
    "text",
    ["show all my devices", "which devices are signed in everywhere?", "sign out all but my phone",
     "don't sign out all of them", "who was signed out everywhere?", "melde alle außer dem Handy ab"],
)  # fmt: skip
async def test_devices_are_only_listed_where_it_is_not(text: str) -> None:
    answer = await told(text)

    assert SLOT not in answer.slots
    assert [choice.payload for choice in answer.choices] == ['/manage_devices{"device": "d1"}']
