"""Text into tokens, the same way for sentences, questions and the texts of facts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_GROUPING = re.compile(r"(?<=\d)[\u00a0\u202f\u2009](?=\d{3}(?!\d))")
_CONTRACTIONS = (
    (re.compile(r"\b(can)'?not\b", re.I), r"\1 not"),
    (re.compile(r"\bcan't\b", re.I), "can not"),
    (re.compile(r"\bwon't\b", re.I), "will not"),
    (re.compile(r"\bshan't\b", re.I), "shall not"),
    (re.compile(r"\b(\w+)n't\b", re.I), r"\1 not"),
    (re.compile(r"'ll\b", re.I), " will"),
    (re.compile(r"'ve\b", re.I), " have"),
    (re.compile(r"'re\b", re.I), " are"),
    (re.compile(r"\bI'm\b", re.I), "I am"),
    (re.compile(r"'d\b(?= )", re.I), " would"),
    (re.compile(r"\b(it|that|there|here|he|she|what|who)'s\b", re.I), r"\1 is"),
    (re.compile(r"\blet's\b", re.I), "let us"),
    (re.compile(r"\b([cdjlmnst]|qu|jusqu|lorsqu|puisqu)'(?=[^\W\d_]{2}|[aày]\b)", re.I), r"\1 "),
)
_TOKEN = re.compile(
    r"""
      (?P<url>(?:https?://|www\.)[^\s<>"]+ | [a-z0-9][a-z0-9-]+(?:\.[a-z0-9-]{2,})*\.[a-z]{2,24}(?:/[^\s<>"]*)?(?![\w@]|\.\w))
    | (?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?P<iso>\d{4}-\d{2}-\d{2}(?!\d))
    | (?P<code>(?<!\d)[A-Za-z]{1,8}(?:[-_][A-Za-z]{1,8})?[-_]?\d[A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*(?![A-Za-z0-9]))
    | (?P<size>\d{1,2}k(?!\w)|\d{3,4}p(?!\w))
    | (?P<num>\d+(?:[.,]\d+)*)
    | (?P<word>'s(?!\w)|[^\W\d_]+(?:'(?!s(?!\w))[^\W\d_]+)*)
    | (?P<sym>[^\w\s]|_)
    """,
    re.X | re.I,
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ABROAD = re.compile(r"(?:[£$])(GB|US|CA|AU|NZ|HK|MX)\b")
"""How another country's money is written, `17,99 £GB`, `12 $US`: the country, then its pound or dollar."""
_ABBREVIATIONS = re.compile(r"\b(?:e\.g|i\.e|z\.b|d\.h|p\.m|a\.m|p\.ej|c\.-à-d)\.?", re.I)
_SPOKEN = {"e.g": "for example", "i.e": "that is", "z.b": "zum Beispiel", "d.h": "das heißt", "p.m": "pm", "a.m": "am",
           "p.ej": "por ejemplo", "c.-à-d": "à savoir"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign. `joined` says that no space stands before it; `low` is its casefold."""

    text: str
    low: str
    kind: str
    joined: bool

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()


def unreadable(text: str) -> str | None:
    """Why a text may hide something: a character that is not seen, or letters of another script. None: it does not."""
    for char in text:
        category = unicodedata.category(char)
        if category in {"Cf", "Cc", "Co", "Cs", "Cn"} and char not in "\n\t\u00ad":
            return f"hidden character U+{ord(char):04X}"
        if category.startswith("L") and not unicodedata.name(char, "").startswith(("LATIN", "FEMININE", "MASCULINE")):
            return f"letter of another script {char!r}"
    return None


def plain(text: str) -> str:
    """One spelling for quotes, spaces, dashes, digits and contractions."""
    text = _GROUPING.sub("", text.translate(_QUOTES))
    text = unicodedata.normalize("NFKC", text.replace("½", " 1/2").replace("\u00ad", ""))
    text = text.translate(_QUOTES).replace("‑", "-").replace("−", "-")
    text = _ABROAD.sub(lambda m: {"GB": "GBP", "MX": "MXN"}.get(m[1], f"{m[1]}D"), text)
    text = _ABBREVIATIONS.sub(lambda m: _SPOKEN[m[0].lower().rstrip(".")], text)
    for pattern, replacement in _CONTRACTIONS:
        text = pattern.sub(replacement, text)
    return re.sub(r"\s+", " ", text).strip()


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a text; what marks the end of a link belongs to the sentence, not to the link."""
    found: list[Token] = []
    source = plain(text)
    position = 0
    while match := _TOKEN.search(source, position):
        kind = match.lastgroup or "sym"
        end = match.end()
        if kind in {"url", "code", "word"} and (mail := _EMAIL.match(source, match.start())):
            kind, end = "email", mail.end()
        piece = source[match.start() : end]
        if kind in {"url", "email"}:
            piece = piece.rstrip(".,;:!?)'")
            end = match.start() + len(piece)
        joined = match.start() > 0 and not source[match.start() - 1].isspace()
        found.append(Token(piece, piece.casefold(), kind, joined))
        position = end
    return tuple(found)
