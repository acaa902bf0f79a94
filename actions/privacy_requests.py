"""Requests about what is held of a customer: a copy, erasure, consent."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Choice
from actions.conversation import Ask
from actions.helped import HelpedAction
from actions.requests.flow import begun, taken
from actions.requests.flows.privacy import PrivacyRequest as Request
from actions.services import Services

_WANTED = {
    "consent": r"consent|histor(?:y|ies)|tracking|track me|profiling|what i(?:'ve| have)? watch"
    r"|verlauf|einwilligung|historique|consentement|historial|consentimiento",
    "erase": r"eras\w+|delet\w+|forget|forgotten|remov\w+|wipe|destroy"
    r"|lösch\w*|effac\w+|supprim\w+|borr\w+|elimin\w+|suprim\w+",
    "export": r"copy|export|download|see|send|get|access|hold|have (?:about|on)|know about"
    r"|kopie|auskunft|gespeichert|copie|accès|données vous avez|copia|exportar|acceso|datos tenéis",
}


class PrivacyRequest(HelpedAction):
    """A copy or the erasure begins a request to the company; consent to use the history is withdrawn here."""

    use_case = "privacy_request"

    async def own(self, ask: Ask, say: Composer, on: Services) -> Answer:
        wanted = ask.given.get("wanted") or _wanted(ask.text)
        if wanted == "consent":
            return self._consent(ask, say, on)
        if wanted in ("export", "erase"):
            kind = Request.erase if wanted == "erase" else Request.kind
            return begun(Request, Answer(""), what=wanted) if taken(Request, on, kind) else Answer("", choices=(HUMAN,))
        choices = tuple(_choice(name, say) for name in ("export", "erase", "consent"))
        return Answer(say("privacy_which"), choices=choices)

    def _consent(self, ask: Ask, say: Composer, on: Services) -> Answer:
        """Withdrawn at once: taking consent back must be as easy as giving it."""
        if not on.consents.given(ask.signed_in, "viewing_history"):
            return Answer(say("consent_none"))
        on.consents.record(ask.signed_in, "viewing_history", False)
        return Answer(say("consent_withdrawn"))

    async def general(self, ask: Ask, say: Composer, on: Services) -> Answer | None:
        answer = await super().general(ask, say, on)
        return answer and replace(answer, choices=(*answer.choices, HUMAN))


def _wanted(text: str) -> str | None:
    """What a message asks for, the narrowest first; None: it does not say."""
    return next((name for name, words in _WANTED.items() if re.search(rf"\b(?:{words})\b", text, re.IGNORECASE)), None)


def _choice(name: str, say: Composer) -> Choice:
    return Choice(say(f"choice_privacy_{name}"), f'/privacy_request{{"wanted": "{name}"}}')
