"""The composer: answers without any model, from facts and the wordings in `data/responses/`.

A wording is a Rasa response; its `{placeholders}` are fields of the facts it is said with. Editors change
wordings there, code never holds them.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

from actions.answers.locale import in_words, locale_of
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
    """Says wordings with facts, in one locale."""

    wordings: Mapping[str, str]
    calendar: Calendar
    locale: Locale
    common: Mapping[str, str]

    def for_locale(self, tag: str) -> Composer:
        return replace(self, locale=locale_of(tag))

    def __call__(self, name: str, /, *facts: Fact, **extra: Any) -> str:
        """The wording `name` (without ``utter_``) filled from the facts' fields; `extra` wins over them.

        Raises KeyError for a wording or a field that is not there: both are mistakes of the caller.
        """
        wording = self.wordings["utter_" + name]
        values = self._values(facts, extra)
        return wording.format_map({key: values[key] for _, key, _, _ in _FORMATTER.parse(wording) if key})

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
    """The composer over a folder of wordings. `common` fields are known to every wording."""
    return Composer(read_wordings(folder), calendar, locale_of(locale), {"company": company, "site": site})
