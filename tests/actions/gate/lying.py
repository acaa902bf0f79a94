"""Lies made from true sentences: each way turns a sentence that the facts bear out into one that they do not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

Way = Callable[[str], str | None]

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_ABROAD = {
    "janvier": "février", "février": "avril", "mars": "mai", "juin": "août", "März": "Mai", "Juni": "August",
    "Februar": "April", "marzo": "mayo", "febrero": "abril", "junio": "agosto",
}  # fmt: skip


def _swap(pattern: str, by: Callable[[re.Match[str]], str]) -> Way:
    def way(sentence: str) -> str | None:
        changed = re.sub(pattern, by, sentence, count=1)
        return None if changed == sentence else changed

    return way


def _add(text: str) -> Way:
    return lambda sentence: sentence.rstrip(".!?") + text if not sentence.endswith("?") else None


def _day(shift: int) -> Way:
    months = "|".join([*_MONTHS, *_ABROAD, "de marzo", "de febrero", "de junio"])

    def by(match: re.Match[str]) -> str:
        return f"{(int(match[1]) + shift - 1) % 28 + 1}{match[2]}"

    return _swap(rf"\b(\d{{1,2}})((?:st|nd|rd|th)?\.? (?:of )?(?:{months})\b)", by)


def _other_month(match: re.Match[str]) -> str:
    if match[0] in _ABROAD:
        return _ABROAD[match[0]]
    return _MONTHS[(_MONTHS.index(match[0]) + 2) % 12]


def _amount(change: Callable[[str], str]) -> Way:
    return _swap(r"(?<=[£€$])\d+(?:\.\d{2})?|\d+(?:,\d{2})(?= ?€| Euro| euros)", lambda m: change(m[0]))


def _more(text: str) -> str:
    whole, mark, part = text.partition("." if "." in text else ",")
    return f"{int(whole) + 1}{mark}{part}"


def _mixed(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return text[:-2] + f"{(int(digits[-2:]) + 9) % 100:02d}" if len(digits) > 2 else _more(text)


def _negated(sentence: str) -> str | None:
    if re.search(r"\bn't\b|n't|\bnot\b|\bno\b|\bnever\b|\bwithout\b|-free\b|\bnicht\b|\bkein", sentence, re.I):
        return None
    return _swap(r"\b(is|are|was|has been|will be|can|includes|will|has|costs|renews|ends)\b(?! not)", _not)(sentence)


def _not(match: re.Match[str]) -> str:
    plain = {"includes": "does not include", "has": "does not have", "costs": "does not cost", "renews": "does not renew",
             "ends": "does not end", "has been": "has not been", "will be": "will not be", "can": "cannot"}  # fmt: skip
    return plain.get(match[0], f"{match[0]} not")


def _asserted(sentence: str) -> str | None:
    for pattern, by in (
        (r"\b(is|are|was|were|has|does|do|ca|can|could|did)n't\b", r"\1"),
        (r"\b(is|are|was|can) not\b", r"\1"),
    ):
        changed = re.sub(pattern, by, sentence, count=1).replace("ca ", "can ", 1)
        if changed != sentence:
            return re.sub(r"^No\b", "Yes", changed)
    return None


def _shifted(match: re.Match[str]) -> str:
    return _DAYS[(_DAYS.index(match[0]) + 1) % 7]


def _word(match: re.Match[str]) -> str:
    upper = match[0][0].isupper()
    said = _WORDS[(_WORDS.index(match[0].lower()) + 1) % 10]
    return said.capitalize() if upper else said


WAYS: dict[str, Way] = {
    "a day later": _day(1),
    "a day earlier": _day(-1),
    "another month": _swap("|".join([rf"\b{m}\b" for m in (*_MONTHS, *_ABROAD) if m != "May"]), _other_month),
    "another weekday": _swap("|".join(_DAYS), _shifted),
    "another year": _swap(r"\b(20\d\d|19\d\d)\b(?!-)", lambda m: str(int(m[0]) + 1)),
    "a unit more": _amount(_more),
    "other cents": _amount(_mixed),
    "dollars for pounds": _swap(r"£(?=\d)|(?<=\d) ?€|(?<=\d) (?:Euro|euros)\b", lambda m: "$" if m[0] == "£" else " CHF"),
    "pounds for dollars": _swap(r"\$(?=\d)|€(?=\d)", lambda m: "£"),
    "one more": _swap(r"(?<![\d.,£€$-])\b(\d{1,3})\b(?= (?:screens|streams|devices|days|minutes|hours|months|weeks|seasons|episodes|profiles|Minuten|downloads|Geräten|seconds))", lambda m: str(int(m[1]) + 1)),
    "another number word": _swap(r"(?i)\b(?:two|three|four|five)\b", _word),
    "another unit": _swap(r"\b(minutes|hours|days|weeks|seconds|Minuten|minutos)\b", lambda m: {"minutes": "hours", "hours": "days", "days": "weeks", "weeks": "months", "seconds": "minutes", "Minuten": "Stunden", "minutos": "horas"}[m[0]]),
    "a year for a month": _swap(r"\b(?:a|per|every) month\b|\bmonthly\b|\bpro Monat\b|\bpar mois\b|\bal mes\b|\bim Monat\b", lambda m: {"pro Monat": "pro Jahr", "im Monat": "im Jahr", "par mois": "par an", "al mes": "al año"}.get(m[0], "a year")),
    "another share": _swap(r"\b(\d+)(?=%)", lambda m: str(int(m[1]) + 10)),
    "not": _negated,
    "not left out": _asserted,
    "no for yes": _swap(r"^Yes\b", lambda m: "No"),
    "yes for no": _swap(r"^No\b", lambda m: "Yes"),
    "another plan": _swap(r"\bBasic\b|\bStandard\b|\bPremium\b(?! annual)", lambda m: {"Basic": "Premium", "Standard": "Basic", "Premium": "Standard"}[m[0]]),
    "an invented plan": _swap(r"\b(?:Basic|Standard|Premium)\b", lambda m: "Family"),
    "an invented title": _swap(r"Metropolis|The General|Nosferatu|Sunrise|Harbour Lights", lambda m: "The Silver Harbour"),
    "an invented code": _swap(r"INV-\d+|NL-\d+|\b4242\b", lambda m: m[0][:-1] + str((int(m[0][-1]) + 3) % 10)),
    "a promise": _add(", and we will refund the difference."),
    "a deed": _add(" and I have cancelled it for you."),
    "free": _add(", and it is free."),
    "a cause": _add(" because of a mistake on our side."),
    "for ever": _add(" for ever."),
    "an invented link": _add("; see https://northlight-help.example/more."),
    "an invented number": _add("; call 0800 765 4321."),
    "a superlative": _add(", the cheapest of all."),
    "an invented plot": _add(", and in the end everybody dies."),
    "a wrong range": _swap(r"(?<=[£€$])\d+(?:\.\d{2})?", lambda m: f"{m[0]} to £{float(m[0]) + 5:.2f}"),
    "always": _add(", always."),
    "all of them": _add(", as do all other plans."),
    "also something else": _add(" and includes a free gift."),
    "a doubt": _swap(r"\b(is|are|will be|costs|ends|renews)\b", lambda m: {"costs": "might cost", "ends": "might end", "renews": "might renew", "is": "is probably", "are": "are probably"}.get(m[0], f"{m[0]} probably")),
    "ends for renews": _swap(r"\brenews\b|\bnext payment\b|\bnext charge\b", lambda m: {"renews": "ends"}.get(m[0], "last payment")),
    "was for will": _swap(r"\bwill be charged\b|'ll be charged\b|\bwill be\b", lambda m: "were charged" if "charged" in m[0] else "was"),
}  # fmt: skip


def lies(sentence: str) -> Iterator[tuple[str, str]]:
    """Every lie that can be made of a true sentence, with the way it was made."""
    for name, way in WAYS.items():
        if (lie := way(sentence)) is not None and lie != sentence:
            yield name, lie
