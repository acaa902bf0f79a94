"""Numbers in words, 0 to 999,999, in the four languages: generated once, looked up as word sequences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

Words = tuple[str, ...]

_EN = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
_EN_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_DE = ["null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"]  # fmt: skip
_DE_TENS = ["_", "_", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
_FR = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix|sept", "dix|huit", "dix|neuf"]  # fmt: skip
_FR_TENS = ["_", "_", "vingt", "trente", "quarante", "cinquante", "soixante"]
_ES = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve"]  # fmt: skip
_ES_TENS = ["_", "_", "veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
_ES_HUNDREDS = ["_", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos", "ochocientos", "novecientos"]  # fmt: skip
_THOUSAND = {"en": "thousand", "de": "tausend", "fr": "mille", "es": "mil"}


def _en(number: int) -> Iterator[str]:
    if number < 20:
        yield _EN[number]
    elif number < 100:
        yield _EN_TENS[number // 10] + (f" {_EN[number % 10]}" if number % 10 else "")
    else:
        rest = number % 100
        for tail in _en(rest) if rest else ("",):
            for hundred in (_EN[number // 100], *(("a",) if number < 200 else ())):
                yield f"{hundred} hundred {tail}".strip()
                if tail:
                    yield f"{hundred} hundred and {tail}"


def _de(number: int) -> Iterator[str]:
    if number == 1:
        yield from ("eins", "ein", "eine", "einen", "einem", "einer")
    elif number < 20:
        yield _DE[number]
    elif number < 100:
        yield (f"{_DE[number % 10]}und" if number % 10 else "") + _DE_TENS[number // 10]
    else:
        rest = number % 100
        for tail in _de(rest) if rest else ("",):
            yield f"{_DE[number // 100]}hundert{tail}"
            if number < 200:
                yield f"hundert{tail}"


def _fr(number: int) -> Iterator[str]:
    if number < 20:
        yield from (_FR[number], *(("une",) if number == 1 else ()))
    elif number < 70:
        yield _FR_TENS[number // 10] + _fr_unit(number % 10)
    elif number < 80:
        yield "soixante" + (" et onze" if number == 71 else f" {_FR[number - 60]}")
    elif number < 100:
        yield "quatre vingts" if number == 80 else f"quatre vingt {_FR[number - 80]}"
    else:
        head = "cent" if number < 200 else f"{_FR[number // 100]} cent"
        rest = number % 100
        for tail in _fr(rest) if rest else ("",):
            yield f"{head}{'' if tail or number < 200 else 's'} {tail}".strip()


def _fr_unit(unit: int) -> str:
    return {0: "", 1: " et un"}.get(unit, f" {_FR[unit]}")


def _es(number: int) -> Iterator[str]:
    if number < 30:
        yield from (_ES[number], *({1: ("un", "una"), 21: ("veintiún", "veintiuna")}.get(number, ())))
    elif number < 100:
        for unit in _es(number % 10) if number % 10 else ("",):
            yield _ES_TENS[number // 10] + (f" y {unit}" if unit else "")
    elif number == 100:
        yield "cien"
    else:
        rest = number % 100
        for tail in _es(rest) if rest else ("",):
            yield f"{_ES_HUNDREDS[number // 100]} {tail}".strip()


_SPELL = {"en": _en, "de": _de, "fr": _fr, "es": _es}


@cache
def _table(language: str) -> dict[Words, int]:
    spell = _SPELL[language]
    return {tuple(text.replace("|", " ").split()): number for number in range(1000) for text in spell(number)}


@cache
def first_words(language: str) -> frozenset[str]:
    """The words that a spelled number can begin with."""
    return frozenset(words[0] for words in _table(language)) | {_THOUSAND[language]}


@cache
def _longest(language: str) -> int:
    return max(len(words) for words in _table(language))


def spelled(words: Sequence[str], start: int, language: str) -> tuple[int, int] | None:
    """The number that begins at `start` and the index after it; hyphens between its words are skipped."""
    found = _below_thousand(words, start, language)
    if found is None:
        return (1000, start + 1) if words[start] == _THOUSAND[language] else None
    number, end = found
    if end < len(words) and words[end] == _THOUSAND[language]:
        rest = _below_thousand(words, end + 1, language) if end + 1 < len(words) else None
        return (number * 1000 + rest[0], rest[1]) if rest and rest[0] >= 100 else (number * 1000, end + 1)
    return found


def _below_thousand(words: Sequence[str], start: int, language: str) -> tuple[int, int] | None:
    if words[start] not in first_words(language):
        return None
    table, best = _table(language), None
    said: list[str] = []
    for position in range(start, min(len(words), start + 2 * _longest(language))):
        if words[position] == "-" and said:
            continue
        said.append(words[position])
        if (number := table.get(tuple(said))) is not None:
            best = (number, position + 1)
        elif len(said) >= _longest(language):
            break
    return best
