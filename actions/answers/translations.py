"""The wordings in other languages than the company's own, and one sentence in those that the bot does not speak.

`data/responses/<language>/<topic>.yml` holds a translation of each wording of `data/responses/<topic>.yml`. Rasa does
not know the key `translations` and leaves these files alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

from actions.errors import SettingError

ELSEWHERE = Path("elsewhere/languages.yml")


@dataclass(frozen=True)
class Unspoken:
    """What is said in a language that the bot does not speak: that it does not, and the button to a person."""

    says: str
    person: str


@dataclass(frozen=True)
class Translations:
    """`wordings` by language (ISO 639) and name; `unspoken` by language, with a placeholder ``{languages}``."""

    wordings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unspoken: Mapping[str, Unspoken] = field(default_factory=dict)

    def wording(self, language: str, name: str) -> str | None:
        """None: it is not translated."""
        return self.wordings.get(language, {}).get(name)

    def told(self, language: str, own: str) -> Unspoken | None:
        """What is said in a language that is not spoken; None: it is not known either. `own` is the company's."""
        known = self.unspoken.get(language)
        return known and Unspoken(known.says.format(languages=self.names(own)), known.person)

    def names(self, own: str) -> str:
        """The languages spoken, each in its own words: ``English, Deutsch, Español``."""
        return ", ".join(_own_name(language) for language in (own, *sorted(set(self.wordings) - {own})))


def read_translations(folder: Path) -> Translations:
    """What stands in the sub-folders of `folder`. Raises `SettingError` that names the file."""
    wordings: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*/*.yml")):
        if path != folder / ELSEWHERE:
            language, translated = _read(path, lambda file: (str(file["language"]), dict(file["translations"])))
            wordings.setdefault(language, {}).update({name: str(text).strip() for name, text in translated.items()})
    return Translations(wordings, _unspoken(folder / ELSEWHERE))


def _unspoken(path: Path) -> dict[str, Unspoken]:
    if not path.is_file():
        return {}
    sentences: dict[str, Unspoken] = _read(
        path, lambda file: {language: Unspoken(**said) for language, said in file["sentences"].items()}
    )
    return sentences


def _read(path: Path, take: Any) -> Any:
    try:
        return take(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise SettingError(f"{path}: is not a file of translations: {error}") from None


def _own_name(language: str) -> str:
    name = Locale.parse(language).get_display_name()
    return (name or language).capitalize()
