"""What Rasa itself utters (`utter_…` in rules), in the language of the conversation.

Translations stand in `data/responses/<language>/`; a button is called what its use case is called there. The actions
have a composer of their own; both read the same files.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.locales import language_of

RESPONSES = Path("data/responses")


class TranslatedResponses(TemplatedNaturalLanguageGenerator):
    """Rasa's own generator, then the texts replaced by their translations; one that is missing stays as it is."""

    def __init__(self, endpoint_config: EndpointConfig | None, domain: Domain) -> None:
        super().__init__(domain.responses)
        self._translations = read_translations(RESPONSES)

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        response = await super().generate(utter_action, tracker, output_channel, **kwargs)
        metadata = (tracker.latest_message.metadata if tracker.latest_message else None) or {}
        words = self._translations.get(language_of(str(metadata.get("locale") or "")), {})
        return response if response is None or not words else _translated(response, utter_action, words)


def read_translations(folder: Path) -> dict[str, dict[str, str]]:
    """Wordings by language and name."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*/*.yml")):
        file = yaml.safe_load(path.read_text(encoding="utf-8"))
        if "translations" in file:
            found.setdefault(file["language"], {}).update(file["translations"])
    return found


def _translated(response: dict[str, Any], name: str, words: Mapping[str, str]) -> dict[str, Any]:
    buttons = [
        {**button, "title": words.get(f"utter_case_{button['payload'].removeprefix('/')}", button["title"])}
        for button in response.get("buttons") or []
    ]
    return {**response, "text": words.get(name, response.get("text")), "buttons": buttons}
