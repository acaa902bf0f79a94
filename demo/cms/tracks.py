"""Languages that titles are spoken and subtitled in."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from demo.cms.content import TitleRow
from demo.database import Row

_SPOKEN = {
    "Germany": "German", "Austria": "German", "France": "French", "Spain": "Spanish", "Italy": "Italian",
    "Japan": "Japanese", "Sweden": "Swedish", "Denmark": "Danish", "Soviet Union": "Russian", "China": "Chinese",
    "India": "Hindi", "Mexico": "Spanish", "Brazil": "Portuguese", "Poland": "Polish", "Norway": "Norwegian",
}  # fmt: skip
_OFFERED = ("German", "French", "Spanish")
_DUBBED = 0.15


def tracks(titles: Sequence[TitleRow], rng: random.Random) -> Iterator[Row]:
    """Rows of `title_tracks`. A silent film is spoken in no language; its cards are subtitled."""
    for title in titles:
        subtitles = ["English", *(language for language in _OFFERED if rng.random() < 0.6)]
        dubbed = [language for language in _OFFERED if rng.random() < _DUBBED]
        original = next((_SPOKEN[country] for country in title.countries if country in _SPOKEN), "English")
        audio = [] if "silent" in title.genres else list(dict.fromkeys([original, *dubbed]))
        for kind, languages in (("audio", audio), ("subtitles", subtitles)):
            yield from ((title.id, kind, position, language) for position, language in enumerate(languages, start=1))
