"""What the training data and the held-out messages have to be like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.text import normalise

Example = tuple[str, str]  # text, intent

LEAST_PER_INTENT = 110
LEAST_HELD_OUT, LEAST_STRANGERS = 1200, 200
ALIKE = 0.86  # cosine of letter groups; above it two messages differ in an article or an ending
FEW_WORDS = 2  # "no thanks" and "thanks, no" may stand on both sides: there is no third way to say it

TOPICS = sorted(Path("data/nlu").glob("*.yml"))
LANGUAGES = ("de", "es", "fr")
LEAST_TRANSLATED = 20  # of an intent of the topics that are spoken in each language
TRANSLATED = sorted(Path("data/nlu").glob("*/*.yml"))


def examples(*files: Path) -> list[Example]:
    groups = [group for file in files for group in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]]
    return [(line[2:], group["intent"]) for group in groups for line in group["examples"].splitlines()]


def plain(text: str) -> str:
    """Words alone; a text of signs alone stays."""
    return re.sub(r"[^\w]+", " ", normalise(text)).strip() or text.strip()


def near(texts: Sequence[str], known: Sequence[str]) -> list[tuple[str, str]]:
    """(text, known) for each text that says nearly the same as one that is known."""
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), use_idf=False, dtype=np.float32)
    table = letters.fit_transform([plain(one) for one in known])
    likeness = letters.transform([plain(text) for text in texts]) @ table.T
    best = np.asarray(likeness.argmax(axis=1)).ravel()
    score = likeness.max(axis=1).toarray().ravel()
    return [(texts[row], known[best[row]]) for row in np.flatnonzero(score > ALIKE)]


@pytest.fixture(scope="module")
def training() -> list[Example]:
    return examples(*TOPICS)


@pytest.fixture(scope="module")
def held_out() -> list[Example]:
    return examples(Path("tests/nlu/held_out.yml"))


@pytest.mark.parametrize("file", [*TOPICS, *TRANSLATED], ids=str)
def test_a_topic_holds_intents_and_one_example_a_line(file: Path) -> None:
    document = yaml.safe_load(file.read_text(encoding="utf-8"))

    assert document["version"] == "3.1"
    for group in document["nlu"]:
        assert group.keys() == {"intent", "examples"}
        assert all(re.fullmatch(r"- \S(?:.*\S)?", line) for line in group["examples"].splitlines()), group["intent"]


def test_every_intent_has_enough_examples(training: list[Example]) -> None:
    counted = Counter(intent for _, intent in training)

    assert {intent: count for intent, count in counted.items() if count < LEAST_PER_INTENT} == {}


def test_every_intent_belongs_to_the_domain_and_is_measured(training: list[Example], held_out: list[Example]) -> None:
    domain = yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))["intents"]
    known = {intent if isinstance(intent, str) else next(iter(intent)) for intent in domain}

    trained = {intent for _, intent in training}

    assert trained <= known
    assert trained == {intent for _, intent in held_out}


def test_no_message_is_taught_twice(training: list[Example]) -> None:
    counted = Counter(plain(text) for text, _ in training)

    assert [text for text, count in counted.items() if count > 1] == []


def test_the_held_out_set_is_large_enough_to_tell_a_percent(held_out: list[Example]) -> None:
    strangers = [text for text, intent in held_out if intent == "out_of_scope"]

    assert len(held_out) - len(strangers) >= LEAST_HELD_OUT
    assert len(strangers) >= LEAST_STRANGERS


def test_no_held_out_message_was_taught(training: list[Example], held_out: list[Example]) -> None:
    taught = {plain(text) for text, _ in training}

    assert [text for text, _ in held_out if plain(text) in taught] == []


def test_no_held_out_message_is_nearly_one_that_was_taught(training: list[Example], held_out: list[Example]) -> None:
    taught = [text for text, _ in training if len(plain(text).split()) > FEW_WORDS]

    assert near([text for text, _ in held_out], taught) == []


def test_the_comparison_finds_a_changed_ending_and_leaves_other_wording_alone() -> None:
    known = ["how can I cancel my subscription"]

    assert near(["How can I cancel my subscriptions??"], known)
    assert not near(["I'd like to end my membership"], known)


def taught(language: str) -> list[Example]:
    return examples(*sorted(Path(f"data/nlu/{language}").glob("*.yml")))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", ["account", "billing", "plans", "playback"])
def test_the_four_main_topics_are_taught_in_each_language(topic: str, language: str) -> None:
    intents = {intent for _, intent in examples(Path(f"data/nlu/{topic}.yml"))} - {"newsletter_preferences"}

    counted = Counter(intent for _, intent in taught(language))

    assert {intent: counted[intent] for intent in intents if counted[intent] < LEAST_TRANSLATED} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_is_taught_and_measured_in_each_language(language: str, training: list[Example]) -> None:
    intents = {intent for _, intent in training}

    assert {intent for _, intent in taught(language)} == intents
    assert {intent for _, intent in examples(Path(f"tests/nlu/held_out_{language}.yml"))} == intents


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_taught_twice_in_a_language(language: str) -> None:
    counted = Counter(plain(text) for text, _ in taught(language))

    assert [text for text, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_held_out_message_of_a_language_was_taught_or_nearly(language: str, training: list[Example]) -> None:
    held_out = [text for text, _ in examples(Path(f"tests/nlu/held_out_{language}.yml"))]
    known = [text for text, _ in (*taught(language), *training)]

    exactly = {plain(text) for text in known}

    assert [text for text in held_out if plain(text) in exactly] == []
    assert near(held_out, [text for text in known if len(plain(text).split()) > FEW_WORDS]) == []
