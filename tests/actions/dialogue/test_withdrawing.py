"""Taking back a wish for something to be done, in every language, at every step."""

from __future__ import annotations

import pytest

from actions.dialogue.said import withdraws
from actions.requests.draft import Draft
from tests.actions.requests.test_cancelling import OFFERED, PREVIEWED, said
from tests.actions.requests.test_steps import after

WITHDRAWN = [
    "no wait, keep it", "never mind", "actually don't bother", "I'd rather not", "I changed my mind", "not now",
    "Nein doch nicht", "doch nicht", "lieber nicht", "Nee, lass gut sein", "vergiss es", "lassen Sie es",
    "ich hab's mir anders überlegt", "ich habs mir anders ueberlegt", "Moment, doch lieber nicht", "besser nicht",
    "finalement non", "non finalement", "laissez tomber", "laisse tomber", "j'ai changé d'avis", "non attendez",
    "mejor no", "no, mejor no", "déjalo", "dejalo asi", "olvídalo", "he cambiado de idea", "al final no",
]  # fmt: skip
ASKED_WHY = Draft("cancel_subscription", {"subscription": "s1"})


@pytest.mark.parametrize("text", WITHDRAWN)
def test_all_ways_of_saying_so_are_understood(text: str) -> None:
    assert withdraws(text)


@pytest.mark.parametrize("text", ["Nein doch nicht", "finalement non", "mejor no", "no wait, keep it"])
@pytest.mark.parametrize(
    ("draft", "intent"),
    [(ASKED_WHY, "deny"), (ASKED_WHY, "nlu_fallback"), (OFFERED, "affirm"), (OFFERED, "deny"), (PREVIEWED, "affirm")],
)
async def test_a_request_is_left_at_every_step(text: str, intent: str, draft: Draft) -> None:
    heard = await after(draft, said(text, draft, intent=intent))

    assert heard is not None
    assert heard.decision == "no"


@pytest.mark.parametrize(
    "text",
    ["yes", "no", "zu teuer", "cancel it", "kündigen", "it doesn't work any more", "ich nutze es nicht mehr",
     "ich will das nicht mehr", "I don't want it anymore", "ya no lo uso", "je ne l'utilise plus", "non merci",
     "no, the annual one", "no me gusta", "das Abo lohnt sich nicht mehr"],
)  # fmt: skip
def test_an_answer_or_a_reason_takes_nothing_back(text: str) -> None:
    assert not withdraws(text)


def test_who_keeps_a_cancelled_subscription_does_not_take_back_taking_it_up_again() -> None:
    assert withdraws("keep it")
    assert not withdraws("keep it", by_keeping=False)
    assert withdraws("never mind", by_keeping=False)
