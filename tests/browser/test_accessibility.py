"""The widget for everybody: axe in every state, and the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, Visit, Widget, violations
from tests.browser.standin import SENTENCES

pytestmark = pytest.mark.browser

LOOKS = {
    "desktop": {"size": DESKTOP},
    "phone": {"size": PHONE},
    "dark": {"size": DESKTOP, "scheme": "dark"},
    "arabic": {"size": DESKTOP, "locale": "ar", "position": "left"},
    "yellow": {"size": PHONE, "accent": "#ffcc00"},
}


def opened(visit: Visit, look: str) -> Widget:
    widget = visit(**LOOKS[look], suggestions="Why is my bill higher?|What should I watch?")
    assert violations(widget.page) == []
    return widget.open()


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_from_the_first_look_to_a_person_s_answer(visit: Visit, look: str) -> None:
    widget = opened(visit, look)
    expect(widget.replies.first).to_be_visible()
    assert violations(widget.page) == []

    widget.say("Why is my bill higher?")
    widget.shows("It covers Standard")
    assert violations(widget.page) == [], "while an answer is being written"
    widget.shows(SENTENCES[2])
    expect(widget.replies.first).to_be_visible()
    assert violations(widget.page) == [], "with sources, thumbs and suggested replies"

    widget.say("What should I watch?")
    expect(widget.page.locator(".usher-card")).to_have_count(4)
    assert violations(widget.page) == [], "with a carousel"

    widget.say("I want a person")
    widget.shows("I can see your last two bills")
    assert violations(widget.page) == [], "with a person"


def test_axe_finds_nothing_in_the_question_after_a_thumb_down(visit: Visit) -> None:
    widget = opened(visit, "desktop")
    widget.say("Hello")
    widget.shows("You said: Hello")

    widget.page.get_by_role("button", name="Dislike").click()

    expect(widget.page.locator(".usher-why")).to_be_visible()
    assert violations(widget.page) == []


def test_everything_can_be_done_with_the_keyboard_alone(visit: Visit) -> None:
    widget = visit()
    keys = widget.page.keyboard

    keys.press("Tab")  # the link of the page
    keys.press("Tab")
    expect(widget.launcher).to_be_focused()
    keys.press("Enter")
    expect(widget.box).to_be_focused()
    keys.type("Why is my bill higher?")
    keys.press("Enter")
    widget.shows(SENTENCES[2])
    expect(widget.replies).to_have_count(3)

    keys.press("Shift+Tab")
    expect(widget.replies.first).to_be_focused()
    keys.press("ArrowRight")
    expect(widget.replies.nth(1)).to_be_focused()
    keys.press("Enter")
    widget.shows("You said: What would Basic cost?")
    expect(widget.box).to_be_focused()

    keys.press("Escape")
    expect(widget.panel).to_be_hidden()
    expect(widget.launcher).to_be_focused()


def test_escape_in_the_suggested_replies_leaves_them_and_not_the_chat(visit: Visit) -> None:
    widget = opened(visit, "desktop")
    widget.replies.first.focus()

    widget.page.keyboard.press("Escape")

    expect(widget.panel).to_be_visible()
    expect(widget.box).to_be_focused()


def test_where_the_keyboard_is_can_be_seen(visit: Visit) -> None:
    widget = visit()
    widget.page.keyboard.press("Tab")
    widget.page.keyboard.press("Tab")

    outline = widget.launcher.evaluate(
        "e => { const s = getComputedStyle(e); return [s.outlineStyle, s.outlineWidth] }"
    )

    assert outline == ["solid", "3px"]


def test_a_carousel_s_cards_and_buttons_are_reached_by_keyboard(visit: Visit) -> None:
    widget = visit().open()
    widget.say("What should I watch?")
    expect(widget.page.locator(".usher-card")).to_have_count(4)
    in_focus = "document.activeElement.textContent.trim()"
    for _ in range(12):  # over the suggested replies to the transcript
        widget.page.keyboard.press("Shift+Tab")
        if widget.page.evaluate("!!document.activeElement.closest('.webchat__basic-transcript')"):
            break
    widget.page.keyboard.press("End")
    widget.page.keyboard.press("Enter")  # into the message
    reached = set()
    for _ in range(16):
        reached.add(widget.page.evaluate(in_focus))
        widget.page.keyboard.press("Tab")

    assert {"Metropolis", "Can I watch Nosferatu?"} <= reached


def test_on_a_phone_the_keyboard_cannot_leave_the_open_chat(visit: Visit) -> None:
    widget = visit(size=PHONE).open()

    inside = []
    for _ in range(12):
        widget.page.keyboard.press("Tab")
        inside.append(widget.page.evaluate("!!document.activeElement.closest('.usher-panel, body:not(:focus-within)')"))

    outside = widget.page.evaluate("document.activeElement.matches('main a')")
    assert any(inside)
    assert not outside


def test_an_answer_is_announced_once_when_it_is_complete(visit: Visit) -> None:
    widget = visit().open()
    widget.page.evaluate(
        """() => {
          window.heard = [];
          const live = document.querySelector('.webchat__live-region-transcript');
          new MutationObserver(changes => {
            for (const change of changes) for (const node of change.addedNodes) window.heard.push(node.textContent);
          }).observe(live, { childList: true, subtree: true });
        }"""
    )

    widget.say("Why is my bill higher?")
    widget.shows(SENTENCES[2])
    widget.page.wait_for_timeout(300)

    heard = widget.page.evaluate("window.heard.filter(text => text.includes('Your last bill was'))")
    assert heard
    assert all(SENTENCES[2] in text for text in heard)


def test_motion_is_stilled_for_those_who_ask(visit: Visit) -> None:
    widget = visit()
    widget.page.emulate_media(reduced_motion="reduce")
    widget.open()

    duration = widget.panel.evaluate("e => getComputedStyle(e).animationDuration")

    assert duration in ("0.001s", "1ms")
