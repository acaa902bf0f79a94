"""Sessions: server-issued, rotated at login, short, and worth nothing to anybody else."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.core.sessions import _hash
from tests.bot.channels.support import Browser, Channel, running, settings_for, take


async def test_a_visitor_gets_an_anonymous_session(channel: Channel) -> None:
    opened = await channel.browser().open()

    assert opened["identity"] == "anonymous"
    assert opened["conversation"].startswith("web-")
    assert opened["expires_at"].endswith("+00:00")


async def test_a_site_token_opens_a_customers_session(channel: Channel) -> None:
    opened = await channel.browser().open(channel.site.token("cus_7"))

    assert opened["identity"] == "customer"


async def test_a_session_token_is_nowhere_in_the_database(channel: Channel) -> None:
    token = (await channel.browser().open())["session"]

    with channel.runtime.db.engine.begin() as connection:
        rows = connection.exec_driver_sql("SELECT hash FROM channel_sessions").fetchall()
    assert [row[0] for row in rows] == [_hash(token)]
    assert token not in str(rows)


async def test_login_starts_a_new_conversation_and_ends_the_old_session(channel: Channel) -> None:
    browser = await channel.customer()
    before = dict(browser.session)

    await browser.open(channel.site.token("cus_7"))

    assert browser.session["conversation"] != before["conversation"]
    assert browser.session["session"] != before["session"]
    old = Browser(channel.http, channel.url, before)
    assert (await old.post("am I still here?"))[0] == 401


async def test_signing_in_once_more_keeps_the_conversation_and_changes_the_token(channel: Channel) -> None:
    browser = await channel.customer("cus_7", signed_in_ago=3600)
    before = dict(browser.session)
    await browser.say("before")

    await browser.open(channel.site.token("cus_7"))
    await browser.say("after")

    assert browser.session["conversation"] == before["conversation"]
    assert [turn.metadata()["identity"]["level"] for turn in channel.dialogue.turns] == [
        "signed_in",
        "signed_in_recently",
    ]
    assert (await Browser(channel.http, channel.url, before).post("old token"))[0] == 401


async def test_another_customer_in_the_same_browser_gets_a_conversation_of_their_own(channel: Channel) -> None:
    browser = await channel.customer("cus_7")
    first = browser.session["conversation"]

    await browser.open(channel.site.token("cus_8"))

    assert browser.session["conversation"] != first


async def test_signing_out_leads_to_an_anonymous_session_and_ends_the_customers(channel: Channel) -> None:
    browser = await channel.customer("cus_7")
    before = dict(browser.session)

    opened = await browser.open()

    assert opened["identity"] == "anonymous"
    assert opened["conversation"] != before["conversation"]
    assert (await Browser(channel.http, channel.url, before).post("old token"))[0] == 401


async def test_a_closed_session_is_worth_nothing(channel: Channel) -> None:
    browser = await channel.customer("cus_7")

    status, _ = await browser.request("DELETE", "/session")

    assert status == 204
    assert (await browser.post("hello"))[0] == 401
    assert (await browser.request("GET", "/events"))[0] == 401
    assert (await browser.request("DELETE", "/session"))[0] == 401


async def test_closing_a_session_ends_its_streams(channel: Channel) -> None:
    browser = await channel.customer("cus_7")
    async with browser.events() as stream:
        waiting = asyncio.create_task(take(stream, 1, "ended"))
        await asyncio.sleep(0.05)
        await browser.request("DELETE", "/session")

        assert (await waiting)[0].data == {"reason": "session"}


async def test_a_session_ends_after_half_an_hour_without_a_message(web: Channel) -> None:
    browser = await web.customer()
    web.clock.ahead = 29 * 60
    await browser.say("still here")
    web.clock.ahead = 58 * 60
    await browser.say("and still")

    web.clock.ahead = 58 * 60 + 31 * 60

    status, answer = await browser.post("too late")
    assert (status, answer["error"]) == (401, "session_expired")
    assert "chat" in answer["message"]


async def test_a_session_ends_after_twelve_hours_however_busy(web: Channel) -> None:
    browser = await web.customer()
    for hour in range(1, 24):
        web.clock.ahead = hour * 1790
        await browser.say("busy")

    web.clock.ahead = 12 * 3600 + 1

    assert (await browser.post("too late"))[0] == 401


async def test_a_sign_in_is_recent_for_ten_minutes_of_the_message_not_of_the_session(web: Channel) -> None:
    browser = await web.customer("cus_7")
    await browser.say("now")
    web.clock.ahead = 11 * 60
    await browser.say("later")

    assert [turn.identity["level"] for turn in web.dialogue.turns] == ["signed_in_recently", "signed_in"]


async def test_without_auth_time_a_sign_in_is_never_recent(web: Channel) -> None:
    browser = await web.customer("cus_7", auth_time=None)

    await browser.say("hello")

    assert web.dialogue.turns[0].identity == {"customer": "cus_7", "level": "signed_in", "authenticated_at": None}


async def test_a_forged_session_is_refused(channel: Channel) -> None:
    for forged in ("", "x" * 43, "web-123", "ünï", "a b"):
        browser = Browser(channel.http, channel.url, {"session": forged})

        assert (await browser.post("hello"))[0] == 401
        assert (await browser.request("GET", "/events"))[0] == 401


async def test_a_conversation_id_is_no_session(channel: Channel) -> None:
    victim = await channel.customer("cus_7")
    thief = Browser(channel.http, channel.url, {"session": victim.session["conversation"]})

    assert (await thief.post("hello"))[0] == 401


async def test_another_website_may_not_talk(channel: Channel) -> None:
    browser = await channel.customer()
    browser.origin = "https://evil.example"

    assert (await browser.post("hello"))[0] == 403
    assert (await browser.request("POST", "/session", {}))[0] == 403
    assert (await browser.request("GET", "/events"))[0] == 403
    assert channel.dialogue.turns == []


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "https://evil.example",
        "http://127.0.0.1:8080.evil.example",
        "http://127.0.0.1:8081",
        "https://127.0.0.1:8080",
        "http://127.0.0.1:8080, https://evil.example",
    ],
)
async def test_no_other_origin_reaches_any_route(web: Channel, origin: str) -> None:
    customer = await web.customer("cus_7")
    message = (await customer.say("hello"))[0]["id"]
    asked = {
        ("POST", "/session"): {"token": web.site.token("cus_7")},
        ("POST", "/messages"): {"id": "m-2", "text": "hello"},
        ("POST", "/feedback"): {"message": message, "rating": "down"},
        ("GET", "/events"): None,
        ("DELETE", "/session"): None,
    }

    answers = [
        await customer.request(method, path, body, Origin=origin, **{"Sec-Fetch-Mode": "cors"})
        for (method, path), body in asked.items()
    ]

    assert [(status, answer["error"]) for status, answer in answers] == [(403, "origin_not_allowed")] * len(asked)
    assert len(web.dialogue.turns) == 1
    assert await customer.say("my session is still mine")


async def test_a_session_that_was_planted_on_a_customer_shows_nothing_of_theirs(channel: Channel) -> None:
    attacker = await channel.customer()
    victim = Browser(channel.http, channel.url, dict(attacker.session))

    await victim.open(channel.site.token("cus_7"))
    await victim.say("canary")

    assert (await attacker.post("whose is it?"))[0] == 401
    assert (await attacker.request("GET", "/events"))[0] == 401
    assert victim.session["conversation"] != attacker.session["conversation"]


async def test_a_preflight_names_only_allowed_websites(web: Channel) -> None:
    for origin, allowed in (("http://127.0.0.1:8080", True), ("https://evil.example", False), ("null", False)):
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        async with web.http.options(web.url + "/messages", headers=asked) as response:
            assert (response.headers.get("Access-Control-Allow-Origin") == origin) is allowed
            assert response.headers["Vary"] == "Origin"


async def test_too_many_messages_are_slowed_down_with_a_time_to_wait(tmp_path) -> None:
    limits = {"USHER_RATE_MESSAGES_PER_SESSION": "3", "USHER_RATE_SESSIONS_PER_ADDRESS": "2"}
    async with running(settings_for(tmp_path, **limits), tmp_path) as channel:
        browser = await channel.customer(locale="de")
        for _ in range(3):
            await browser.say("hello")

        sent = {"id": "m-4", "text": "hello"}
        async with channel.http.post(channel.url + "/messages", json=sent, headers=browser.headers()) as refused:
            assert refused.status == 429
            assert 1 <= int(refused.headers["Retry-After"]) <= 20
            assert (await refused.json())["error"] == "rate_limited"
        other = await channel.customer()
        assert await other.say("another session is not slowed down")
        assert (await channel.browser().request("POST", "/session", {}))[0] == 429


async def test_refusals_speak_the_customers_language(web: Channel) -> None:
    browser = await web.customer(locale="de-AT")

    _, answer = await browser.post("   ")

    assert answer["message"].startswith("Die Nachricht war leer")
