"""Countries, as codes and as words."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

_PEOPLES = {
    "DE": "german", "GB": "british", "FR": "french", "ES": "spanish", "IT": "italian", "US": "american", "IE": "irish",
    "SE": "swedish", "DK": "danish", "NO": "norwegian", "NL": "dutch", "BE": "belgian", "AT": "austrian", "CH": "swiss",
    "JP": "japanese", "CN": "chinese", "RU": "russian", "PL": "polish", "CZ": "czech", "HU": "hungarian", "CA": "canadian",
    "AU": "australian", "IN": "indian", "MX": "mexican", "BR": "brazilian", "FI": "finnish", "PT": "portuguese",
    "GR": "greek", "TR": "turkish", "KR": "korean", "AR": "argentine", "NZ": "new zealand", "UA": "ukrainian",
}  # fmt: skip
_SHORT = {
    "GB": ("UK", "Britain", "Great Britain", "the UK"),
    "US": ("USA", "U.S.", "United States of America", "America"),
}
_LANGUAGE = {"de": {"DE": "deutsch", "GB": "britisch", "FR": "französisch", "US": "amerikanisch"}}


@cache
def _codes() -> dict[str, str]:
    names = Locale.parse("en").territories
    found = {names[code].casefold(): code for code in _PEOPLES if code in names}
    return found | {short.casefold(): code for code, shorts in _SHORT.items() for short in shorts}


@cache
def spoken(text: str, language: str) -> tuple[str, ...]:
    """The ways to say a country that `text` names by code or in English; empty: it names none."""
    code = text if re.fullmatch(r"[A-Z]{2}", text) and text in _PEOPLES else _codes().get(text.casefold())
    if code is None:
        return ()
    names = [Locale.parse(tag).territories[code] for tag in dict.fromkeys((language, "en"))]
    return tuple(
        dict.fromkeys(
            [*names, *_SHORT.get(code, ()), _PEOPLES[code], *_LANGUAGE.get(language, {}).get(code, "").split()]
        )
    )
