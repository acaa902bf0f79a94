"""The written content of the demo company keeps the promises that the rest of the demo builds on."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from actions.systems.entities import DeviceSupport, ErrorCode, HelpArticle, Incident
from demo.content.articles import articles

CONTENT = Path(__file__).parents[2] / "demo" / "content"
TOPICS = {"account", "billing", "plans", "playback", "content", "recommend", "delivery", "privacy", "handoff"}
SECTIONS = {"news", "world", "business", "science", "culture", "sport", "food", "travel", "opinion"}
PRODUCTS = {"streaming", "newspaper"}
CAUSE_OF_FAMILY = {
    "1": {"network"}, "2": {"account"}, "3": {"rights"}, "4": {"device", "app"}, "5": {"service"}, "6": {"payment"},
}  # fmt: skip
TODAY = dt.date(2026, 3, 1)


def load(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((CONTENT / name).read_text(encoding="utf-8"))
    return rows


HELP, ERRORS, DEVICES, INCIDENTS = (load(f"{name}.yml") for name in ("help", "errors", "devices", "incidents"))
KINDS = {device["kind"] for device in DEVICES}


def repeated(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


# ---- help ----


def test_the_help_centre_has_sixty_one_articles_with_ids_and_questions_of_their_own() -> None:
    assert len(HELP) == 61
    for field in ("id", "name", "question", "body"):
        assert not repeated([article[field] for article in HELP])


def test_every_topic_has_help_and_no_other_topic_occurs() -> None:
    assert {article["topic"] for article in HELP} == TOPICS


@pytest.mark.parametrize("article", HELP, ids=lambda article: article["id"])
def test_a_help_article_is_short_plain_text_without_prices(article: dict[str, Any]) -> None:
    assert HelpArticle(**article)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", article["id"])
    assert 25 <= len(article["body"].split()) <= 140
    assert not re.search(r"[£€$<*#]|https?://|\d\.\d\d\b", article["body"])


def test_numbered_steps_count_up_from_one() -> None:
    for article in HELP:
        numbers = [int(number) for number in re.findall(r"^(\d)\. ", article["body"], re.MULTILINE)]

        assert numbers == list(range(1, len(numbers) + 1)), article["id"]


# ---- errors and devices ----


def test_there_are_eighty_error_codes_in_six_families() -> None:
    codes = [error["code"] for error in ERRORS]

    assert len(codes) == 80
    assert not repeated(codes)
    assert all(re.fullmatch(r"NL-[1-6]\d{3}", code) for code in codes)
    assert {code[3] for code in codes} == set(CAUSE_OF_FAMILY)


def test_the_family_of_an_error_code_agrees_with_its_cause() -> None:
    causes = set(get_args(ErrorCode.model_fields["cause"].annotation))

    assert {error["cause"] for error in ERRORS} == causes
    assert not [error["code"] for error in ERRORS if error["cause"] not in CAUSE_OF_FAMILY[error["code"][3]]]


def test_errors_name_only_devices_of_the_matrix() -> None:
    assert {kind for error in ERRORS for kind in error["device_kinds"]} <= KINDS


@pytest.mark.parametrize("row", [*ERRORS, *DEVICES], ids=lambda row: row.get("code") or row["kind"])
def test_steps_are_few_and_short_and_survive_a_list_in_text(row: dict[str, Any]) -> None:
    entity = ErrorCode if "code" in row else DeviceSupport

    assert entity(**{**row, "steps": "|".join(row["steps"])}).steps == tuple(row["steps"])
    assert 2 <= len(row["steps"]) <= 4
    assert all(len(step) <= 140 and step.endswith(".") for step in row["steps"])


def test_a_word_for_a_device_means_one_device() -> None:
    words = [word for device in DEVICES for word in {device["name"].lower(), *device["aliases"]}]

    assert 20 <= len(DEVICES) == len(KINDS)
    assert not repeated(words)
    assert all(word == word.lower() for word in words)


def test_an_unsupported_device_has_no_quality_and_a_supported_one_has() -> None:
    assert {device["kind"] for device in DEVICES if not device["supported"]} == {"ps3", "wii_u", "windows_phone"}
    assert all(device["supported"] == (device["max_quality"] is not None) for device in DEVICES)
    assert {device["max_quality"] for device in DEVICES} <= {"720p", "1080p HD", "4K UHD", None}


# ---- incidents ----


def test_of_fifteen_incidents_only_the_one_on_roku_is_open() -> None:
    still_open = [incident for incident in INCIDENTS if incident["status"] == "open"]

    assert len(INCIDENTS) == 15
    assert [(incident["affects"], incident["days_ago"]) for incident in still_open] == [(["roku"], 0.125)]
    assert {incident["status"] for incident in INCIDENTS} <= set(get_args(Incident.model_fields["status"].annotation))


def test_a_resolved_incident_ended_in_the_past_and_an_open_one_did_not() -> None:
    for incident in INCIDENTS:
        hours = incident["hours_long"]

        assert (hours is None) == (incident["status"] == "open"), incident["name"]
        assert hours is None or hours / 24 < incident["days_ago"], incident["name"]


def test_incidents_affect_known_devices_or_products() -> None:
    assert {word for incident in INCIDENTS for word in incident["affects"]} <= KINDS | PRODUCTS


# ---- newspaper articles ----


def test_the_archive_has_three_hundred_articles_with_headlines_of_their_own() -> None:
    for seed in range(5):
        archive = articles(TODAY, seed)

        assert len(archive) == 300
        assert not repeated([article["name"] for article in archive])
        assert not repeated([article["id"] for article in archive])
        assert {article["section"] for article in archive} == SECTIONS


def test_the_same_seed_gives_the_same_archive_and_another_seed_another() -> None:
    assert articles(TODAY, 7) == articles(TODAY, 7)
    assert articles(TODAY, 7) != articles(TODAY, 8)


def test_another_today_moves_the_dates_and_nothing_else() -> None:
    week = dt.timedelta(days=7)

    for before, after in zip(articles(TODAY, 7), articles(TODAY + week, 7), strict=True):
        moved = dt.datetime.fromisoformat(before["published_at"]) + week
        assert after == {**before, "published_at": moved.isoformat()}


def test_articles_appeared_before_today_and_within_two_years() -> None:
    days = [dt.datetime.fromisoformat(article["published_at"]).date() for article in articles(TODAY, 7)]

    assert days == sorted(days, reverse=True)
    assert TODAY.replace(year=TODAY.year - 2) <= days[-1] < days[0] < TODAY
    assert (TODAY - days[0]).days <= 7


def test_articles_have_two_to_four_tags_one_summary_and_no_empty_blank() -> None:
    for article in articles(TODAY, 7):
        assert 2 <= len(article["tags"]) <= 4
        assert not re.search(r"[{}|]", "".join([article["name"], article["summary"], *article["tags"]]))
        assert re.fullmatch(r"[A-Z][^.?]+\.", article["summary"])
        assert article["name"][0].isupper()


def test_three_of_five_articles_are_behind_the_paywall() -> None:
    assert sum(article["paywalled"] for article in articles(TODAY, 7)) == 180
