from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from actions.catalogue.help import CONFIDENT, LIKELY, answering, links
from actions.catalogue.index import Index, build
from actions.systems.entities import HelpArticle

QUESTIONS = yaml.safe_load((Path(__file__).parent / "data/help_questions.yml").read_text("utf-8"))

# Intents that one article answers, to measure with the messages the NLU learns from.
ANSWERED = {
    "reset_password": "reset-password", "recover_sign_in_email": "forgot-sign-in-email",
    "report_compromised_account": "account-used-by-stranger", "manage_devices": "sign-out-devices",
    "view_invoices": "invoices-pdf", "duplicate_charge": "charged-twice", "payment_failed": "payment-failed",
    "charged_for_trial": "free-trial", "update_payment_method": "update-payment-method",
    "accepted_payment_methods": "accepted-payment-methods", "tax_in_price": "vat", "request_refund": "refunds",
    "gift_card_or_gift_sub": "gift-subscriptions", "third_party_billing": "app-store-billing",
    "cancel_subscription": "cancel-subscription", "resubscribe": "come-back", "discount_eligibility": "discounts",
    "report_delivery_problem": "missing-paper", "change_delivery_address": "change-delivery-address",
    "delivery_area_schedule": "delivery-area-times", "lost_vouchers": "vouchers",
    "device_compatibility": "supported-devices", "subtitles_audio": "subtitles-audio",
    "still_seeing_ads": "ads-on-basic", "newsletter_preferences": "newsletters",
    "content_complaint_or_correction": "complaints-corrections", "human_handoff": "contact-us",
}  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """Rates over questions that have an answer; `false_confident`: of all questions, confident and wrong."""

    hit_at_1: float
    hit_at_3: float
    false_confident: float


def measure(index: Index, asked: list[tuple[str, list[str], Mapping[str, float]]]) -> Measured:
    answers = [(answering(index, text, intents=intents), right) for text, right, intents in asked]
    answerable = [(hits, right) for hits, right in answers if right]
    first = sum(bool(hits) and hits[0].id in right for hits, right in answerable)
    any_of_three = sum(any(hit.id in right for hit in hits) for hits, right in answerable)
    wrong = sum(bool(hits) and hits[0].score >= CONFIDENT and hits[0].id not in right for hits, right in answers)
    return Measured(first / len(answerable), any_of_three / len(answerable), wrong / len(answers))


def messages() -> dict[str, list[str]]:
    """Intent -> what the NLU learns from, in an order that has nothing to do with the file's."""
    said = {}
    for file in sorted(Path("data/nlu").glob("*.yml")):
        for entry in yaml.safe_load(file.read_text("utf-8"))["nlu"]:
            if "intent" in entry:
                lines = [line.removeprefix("- ").strip() for line in entry["examples"].splitlines() if line.strip()]
                said[entry["intent"]] = random.Random(5).sample(lines, len(lines))  # noqa: S311 -- repeatable
    return said


@pytest.fixture(scope="module")
def linked(content, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index that knows half of the example messages; the other half is there to measure with."""
    path = tmp_path_factory.mktemp("linked") / "catalogue.sqlite"
    content.build(path, {intent: said[: len(said) // 2] for intent, said in messages().items()})
    opened = Index.open(path)
    yield opened
    opened.close()


@pytest.mark.parametrize(("part", "hit_at_1"), [("tuned", 0.80), ("held_out", 0.85)])
def test_customers_questions_find_their_article(index: Index, part: str, hit_at_1: float) -> None:
    found = measure(index, [(text, right, {}) for text, right in QUESTIONS[part]])

    assert found.hit_at_1 >= hit_at_1
    assert found.hit_at_3 >= 0.93
    assert found.false_confident <= 0.02


def test_there_are_enough_questions_and_their_articles_exist(index: Index) -> None:
    asked = [entry for part in QUESTIONS.values() for entry in part]

    assert len(asked) >= 120
    assert sum(not right for _, right in asked) >= 20
    assert {id for _, right in asked for id in right} <= set(index.all(HelpArticle))


def test_what_the_help_centre_does_not_cover_is_never_answered_with_confidence(index: Index) -> None:
    uncovered = [text for part in QUESTIONS.values() for text, right in part if not right]

    assert all(hit.score < CONFIDENT for text in uncovered for hit in answering(index, text))


def test_most_of_what_is_not_covered_is_not_even_likely(index: Index) -> None:
    uncovered = [text for part in QUESTIONS.values() for text, right in part if not right]

    offered = [text for text in uncovered if any(hit.score >= LIKELY for hit in answering(index, text))]

    assert len(offered) <= 0.35 * len(uncovered)


def test_an_intent_finds_its_article_by_its_example_messages(linked: Index) -> None:
    best = {intent: max(votes, key=votes.__getitem__) for intent, votes in links(linked).items() if votes}

    right = sum(best[intent] == article for intent, article in ANSWERED.items())

    assert right / len(ANSWERED) >= 0.92


def test_a_known_intent_finds_the_article_that_words_alone_miss(linked: Index) -> None:
    unseen = {intent: said[len(said) // 2 :] for intent, said in messages().items() if intent in ANSWERED}
    asked = [(text, [ANSWERED[intent]], intent) for intent, said in unseen.items() for text in said[:15]]

    by_words = measure(linked, [(text, right, {}) for text, right, _ in asked])
    with_intent = measure(linked, [(text, right, {intent: 0.9}) for text, right, intent in asked])

    assert with_intent.hit_at_1 >= 0.88
    assert with_intent.hit_at_1 >= by_words.hit_at_1 + 0.2


def test_a_misspelt_question_finds_its_article(index: Index) -> None:
    assert answering(index, "i forgott my pasword")[0].id == "reset-password"


def test_a_topic_keeps_other_topics_out(index: Index) -> None:
    hits = answering(index, "how do I cancel", topic="delivery")

    assert {index.all(HelpArticle)[hit.id].topic for hit in hits} <= {"delivery"}


@pytest.mark.parametrize("text", ["", "  ", "?", "🙂", "the of and", '" OR 1=1 --'])
def test_a_text_without_meaning_finds_nothing_to_be_sure_of(index: Index, text: str) -> None:
    assert all(hit.score < CONFIDENT for hit in answering(index, text))


def test_an_empty_help_centre_answers_nothing(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    build(path, [], [], [], [], [])

    assert answering(Index.open(path), "how do I cancel", intents={"cancel_subscription": 1.0}) == []
