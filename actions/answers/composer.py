"""The composer: answers without any model, from facts and the wordings in `data/responses/`.

A wording is a Rasa response; its `{placeholders}` are fields of the facts it is said with. Editors change
wordings there, code never holds them. Its translations stand beside it, see `actions/answers/translations.py`.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

from actions.answers.locale import in_words, locale_of
from actions.answers.translations import Translations, Unspoken, read_translations
from actions.clock import Calendar
from actions.errors import SettingError
from actions.facts.model import Fact, Value, value_of

_FORMATTER = string.Formatter()


def read_wordings(folder: Path) -> dict[str, str]:
    """Every response of `data/responses/*.yml`: its name and text.

    Raises `SettingError` that names the file.
    """
    wordings: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        try:
            responses = (yaml.safe_load(path.read_text(encoding="utf-8")) or {})["responses"]
            wordings |= {name: variants[0]["text"].strip() for name, variants in responses.items()}
        except (yaml.YAMLError, KeyError, TypeError, IndexError) as error:
            raise SettingError(f"{path}: is not a file of responses: {error}") from None
    if not wordings:
        raise SettingError(f"{folder}: holds no responses")
    return wordings


@dataclass(frozen=True)
class Composer:
    """Says wordings with facts, in one locale.

    `wordings` are in the language of `home`, the company's own locale; a wording that is not translated is said in it.
    `unspoken` is set where the customer's language is none that the bot speaks; it is then at home.
    """

    wordings: Mapping[str, str]
    calendar: Calendar
    locale: Locale
    common: Mapping[str, str]
    translations: Translations = field(default_factory=Translations)
    home: Locale = field(default_factory=lambda: Locale("en", "GB"))
    unspoken: Unspoken | None = None

    def for_locale(self, tag: str) -> Composer:
        locale = locale_of(tag, str(self.home).replace("_", "-"))
        if locale.language == self.home.language or locale.language in self.translations.wordings:
            return replace(self, locale=locale, unspoken=None)
        languages = self.translations.told(locale.language, self.home.language)
        return replace(self, locale=self.home, unspoken=languages or self._plainly())

    @property
    def is_home(self) -> bool:
        """Whether it speaks the company's own language, in which its help articles and names of things are."""
        return self.locale.language == self.home.language

    @property
    def home_language(self) -> str:
        """The company's own language, as this one calls it."""
        return self.home.get_language_name(self.locale) or self.home.language

    def at_home(self) -> Composer:
        return replace(self, locale=self.home)

    def __call__(self, name: str, /, *facts: Fact, **extra: Any) -> str:
        """The wording `name` (without ``utter_``) filled from the facts' fields; `extra` wins over them.

        Raises KeyError for a wording or a field that is not there: both are mistakes of the caller.
        """
        wording = self._wording("utter_" + name)
        values = self._values(facts, extra)
        return wording.format_map({key: values[key] for _, key, _, _ in _FORMATTER.parse(wording) if key})

    def _wording(self, name: str) -> str:
        translated = None if self.is_home else self.translations.wording(self.locale.language, name)
        return self.wordings[name] if translated is None else translated

    def _plainly(self) -> Unspoken:
        """For a language in which not even one sentence is known."""
        languages = self.translations.names(self.home.language)
        return Unspoken(self.at_home()("other_language", languages=languages), self.at_home()("choice_human"))

    def words(self, value: Value) -> str:
        """A single value in words."""
        return in_words(value, self.locale, self.calendar)

    def lines(self, name: str, facts: tuple[Fact, ...] | list[Fact]) -> str:
        """One list item per fact."""
        return "\n".join("- " + self(name, fact) for fact in facts)

    def _values(self, facts: tuple[Fact, ...], extra: Mapping[str, Any]) -> dict[str, str]:
        values = dict(self.common)
        for fact in reversed(facts):
            values |= {key: self.words(value) for key, value in fact.fields.items()}
        plain = {key: value_of(raw) for key, raw in extra.items()}
        return values | {key: self.words(value) for key, value in plain.items() if value is not None}


def composer(folder: Path, calendar: Calendar, locale: str, *, company: str, site: str) -> Composer:
    """The composer over a folder of wordings and their translations. `common` fields are known to every wording."""
    home = locale_of(locale)
    common = {"company": company, "site": site}
    return Composer(read_wordings(folder), calendar, home, common, read_translations(folder), home)
