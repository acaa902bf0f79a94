"""Odd text, found by Hypothesis: it is cleaned, never a command, never a crash."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.core import payloads
from bot.channels.core.output import reply_of, web_address
from bot.channels.core.phrases import PHRASES, phrase
from bot.channels.core.text import as_typed, clean, is_blank

settings.register_profile("channels", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("channels")

anything = st.text(st.characters())  # lone surrogates and control characters included


@given(anything)
def test_clean_text_can_be_stored_and_sent(text: str) -> None:
    cleaned = clean(text)

    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert "\x00" not in cleaned
    assert clean(cleaned) == cleaned


@given(st.text(st.sampled_from(' \t\n\u00a0\u2028/\u200b\u2060\ufeffab{}"')))
def test_typed_text_is_never_a_command_for_rasa(text: str) -> None:
    assert not as_typed(clean(text)).strip().startswith("/")


@given(anything)
def test_ordinary_text_is_handed_on_as_it_is(text: str) -> None:
    cleaned = clean(text)

    assert as_typed(cleaned) == cleaned or cleaned.startswith("/")


@given(anything)
def test_a_payload_is_parsed_or_plain_words(text: str) -> None:
    parsed = payloads.parse("/" + text)

    assert parsed is None or parsed["intent"]["name"]


def test_a_payload_carries_intent_and_entities() -> None:
    parsed = payloads.parse('/inform{"cancel_reason": "price", "films": ["t_1", "t_2"]}')

    assert parsed is not None
    assert parsed["intent"] == {"name": "inform", "confidence": 1.0}
    assert [(entity["entity"], entity["value"]) for entity in parsed["entities"]] == [
        ("cancel_reason", "price"),
        ("films", "t_1"),
        ("films", "t_2"),
    ]


@given(st.text(st.sampled_from("\u200b\u2060\ufeff \n\u00ad")))
def test_invisible_text_is_blank(text: str) -> None:
    assert is_blank(text)
    assert not is_blank(text + "x")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = (
    "text",
    "buttons",
    "quick_replies",
    "cards",
    "elements",
    "sources",
    "stream",
    "handoff",
    "image",
    "title",
    "url",
)


@given(st.dictionaries(st.sampled_from(KEYS), json_values))
def test_whatever_an_action_says_becomes_a_reply_or_nothing(message: dict[str, object]) -> None:
    reply = reply_of(message)

    assert reply is None or json.dumps(vars(reply), default=vars)


def test_only_addresses_that_a_browser_may_open_pass() -> None:
    passing = ["https://a.example/x", "http://127.0.0.1:8080/", "/help", "HTTPS://A.EXAMPLE"]
    blocked = [
        "javascript:alert(1)",
        " javascript:x",
        "data:text/html,x",
        "//evil.example",
        "/\\evil.example",
        "",
        None,
        7,
    ]

    assert [web_address(address) for address in passing] == passing
    assert [web_address(address) for address in blocked] == [None] * len(blocked)


def test_every_language_has_every_phrase() -> None:
    for texts in PHRASES.values():
        assert texts.keys() == PHRASES["en"].keys()


def test_an_unknown_language_is_answered_in_english() -> None:
    assert phrase("person", "fi-FI") == "Talk to a person"
    assert phrase("person", "de_CH") == "Mit einem Menschen sprechen"
