"""Requests about what is held of a customer: a copy, erasure, consent."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.answers.composer import Composer
from actions.answers.reply import HUMAN, Answer, Choice
from actions.conversation import Ask
from actions.dialogue.denied import negated
from actions.facts.cancellation import is_question
from actions.helped import HelpedAction
from actions.requests.flow import begun, taken
from actions.requests.flows.privacy import PrivacyRequest as Request
from actions.services import Services

_WANTED = {
    "erase": r"eras\w+|delet\w+|forget|forgotten|remov\w+|wipe|destroy"
    r"|lösch\w*|effac\w+|supprim\w+|borr\w+|elimin\w+|suprim\w+",
    "export": r"copy|export|download|see|send|get|access|hold|have (?:about|on)|know about"
    r"|kopie|auskunft|gespeichert|copie|accès|données vous avez|copia|exportar|acceso|datos tenéis",
}
_WITHDRAWS = (
    r"withdraw\w*|revok\w*|take back|opt(?: me)? out|stop (?:using|tracking|profiling|the (?:tracking|profiling))"
    r"|widerruf\w*|zieh\w*|zurückzieh\w*|zurückgezogen|retir\w*|révoqu\w*|revoc\w*|revoqu\w*"
)
_CONSENT = r"consent|einwilligung|consentement|consentimiento"
_USE = (
    r"histor(?:y|ies)|tracking|profiling|track(?:ing)? me|what i(?:'ve| have)? watch\w*"
    r"|verlauf\w*|historique|historial"
)


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
        """Withdrawn at once, where that is what was said: taking consent back must be as easy as giving it."""
        if not on.consents.given(ask.signed_in, "viewing_history"):
            return Answer(say("consent_none"))
        on.consents.record(ask.signed_in, "viewing_history", False)
        return Answer(say("consent_withdrawn"))

    async def general(self, ask: Ask, say: Composer, on: Services) -> Answer | None:
        answer = await super().general(ask, say, on)
        return answer and replace(answer, choices=(*answer.choices, HUMAN))


def _wanted(text: str) -> str | None:
    """What a message surely asks for; None: it does not say so, or asks to leave it.

    A history is also what may be copied or erased, so consent is withdrawn only where that is said.
    """
    if _says(_WITHDRAWS, text) and _says(f"{_CONSENT}|{_USE}", text):
        return None if is_question(text) or negated(_WITHDRAWS, text) else "consent"
    if _says(_CONSENT, text):
        return None
    said = (name for name, words in _WANTED.items() if _says(words, text) and not negated(words, text))
    return next(said, None)


def _says(words: str, text: str) -> bool:
    return re.search(rf"\b(?:{words})\b", text.replace("’", "'"), re.IGNORECASE) is not None


def _choice(name: str, say: Composer) -> Choice:
    return Choice(say(f"choice_privacy_{name}"), f'/privacy_request{{"wanted": "{name}"}}')
