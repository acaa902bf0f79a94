"""Long texts in pieces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.core.splitting import shortened, split


def test_a_text_that_fits_stays_whole() -> None:
    assert split("Hello.", 10) == ["Hello."]
    assert split("  ", 10) == []


def test_a_text_is_cut_where_a_reader_would_pause() -> None:
    assert split("One one.\n\nTwo two.", 12) == ["One one.", "Two two."]
    assert split("One one. Two two.", 12) == ["One one.", "Two two."]
    assert split("One two three", 10) == ["One two", "three"]
    assert split("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


@given(st.text(alphabet="ab .\n", max_size=400), st.integers(5, 60))
def test_nothing_but_white_space_is_lost_and_no_piece_is_too_long(text: str, limit: int) -> None:
    pieces = split(text, limit)

    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(0 < len(piece) <= limit for piece in pieces)


def test_what_is_shortened_shows_it() -> None:
    assert shortened("Too expensive", 75) == "Too expensive"
    assert shortened("Too expensive", 6) == "Too e…"
