"""The widget in Chromium, against the stand-in: what a visitor sees, and what the server gets."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.standin import SENTENCES, StandIn

pytestmark = pytest.mark.browser

ENDS = """
element => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const text = walker.nextNode();
  const place = at => {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect().x;
  };
  return [place(0), place(text.data.trimEnd().length - 1)];
}
"""
"""Where the first and the last character of an element's words stand, in pixels from the left."""


def test_before_the_first_click_only_the_launcher_is_loaded(visit: Visit, standin: StandIn) -> None:
    widget = visit()
    expect(widget.launcher).to_be_visible()
    widget.page.wait_for_load_state("networkidle")

    paths = [address.removeprefix(standin.url) for address in widget.asked if address.startswith("http")]
    assert paths == ["/?", "/widget/widget.js"]
    assert standin.sessions == []


def test_no_foreign_host_is_asked(visit: Visit) -> None:
    widget = visit().open()
    widget.say("What should I watch?")
    widget.shows("Metropolis")

    assert widget.hosts() == {"127.0.0.1"}


def test_an_answer_appears_sentence_by_sentence_in_one_bubble(visit: Visit) -> None:
    widget = visit().open()

    widget.say("Why is my bill higher?")

    widget.shows("It covers Standard")
    assert widget.words(SENTENCES[2]).count() == 0  # still being written
    widget.shows(SENTENCES[2])
    assert widget.words("Your last bill was").count() == 1
    expect(widget.page.locator(".usher-sources")).to_contain_text("Price list of 1 March")


def test_titles_come_as_a_carousel_with_pictures(visit: Visit) -> None:
    widget = visit().open()

    widget.say("What should I watch?")

    cards = widget.page.locator(".usher-card")
    expect(cards).to_have_count(4)
    picture = cards.first.locator("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    next_button = widget.page.get_by_role("button", name="Next", exact=True)
    next_button.click()
    expect(cards.nth(1)).to_be_in_viewport(ratio=0.9)


def test_a_suggested_reply_sends_its_opaque_value_and_shows_its_title(visit: Visit, standin: StandIn) -> None:
    widget = visit().open()
    widget.say("Why is my bill higher?")

    widget.replies.filter(has_text="Show the invoice").click()

    widget.shows("You said: Show the invoice")
    expect(widget.mine).to_have_text(["Why is my bill higher?", "Show the invoice"])
    assert set(standin.posted[-1]) == {"id", "choice"}
    assert "Show" not in standin.posted[-1]["choice"]
    expect(widget.replies).to_have_count(0)


def test_a_card_s_button_sends_its_opaque_value(visit: Visit, standin: StandIn) -> None:
    widget = visit().open()
    widget.say("What should I watch?")

    widget.page.get_by_role("button", name="Can I watch Metropolis?").click()

    expect(widget.mine.last).to_have_text("Can I watch Metropolis?")
    expect(widget.page.locator(".usher-card")).to_have_count(8)  # the stand-in answers "watch" with films
    assert set(standin.posted[-1]) == {"id", "choice"}


def test_a_link_among_the_replies_opens_a_new_tab(visit: Visit) -> None:
    widget = visit().open()
    widget.say("What should I watch?")

    with widget.page.expect_popup() as popup:
        widget.replies.filter(has_text="Browse everything").click()

    assert popup.value.url.endswith("#browse")


def test_first_questions_are_offered_and_sent_as_words(visit: Visit, standin: StandIn) -> None:
    widget = visit(suggestions="Hello there|Something else").open()

    widget.replies.filter(has_text="Hello there").click()

    widget.shows("You said: Hello there")
    assert standin.posted[0]["text"] == "Hello there"


def test_after_a_reload_the_conversation_is_still_there(visit: Visit, standin: StandIn) -> None:
    widget = visit().open()
    widget.say("What should I watch?")
    widget.shows("Here are four")

    widget.page.reload()

    widget.ready()  # it opens by itself where it was open
    widget.shows("What should I watch?")
    widget.shows("Here are four")
    expect(widget.page.locator(".usher-card")).to_have_count(4)
    assert len(standin.sessions) == 1
    widget.say("And another thing")
    widget.shows("You said: And another thing")


def test_another_tab_is_another_conversation(visit: Visit, standin: StandIn) -> None:
    widget = visit().open()
    widget.say("My secret")
    widget.shows("You said: My secret")

    other = widget.page.context.new_page()
    other.goto(standin.url)
    other.locator(".usher-launcher").click()
    expect(other.locator(".webchat__bubble__content")).to_have_count(1)

    assert other.get_by_text("My secret").count() == 0
    assert len(standin.sessions) == 2


def test_signing_in_begins_a_new_conversation_and_ends_the_old_session(visit: Visit, standin: StandIn) -> None:
    widget = visit().open()
    widget.say("As a visitor")
    widget.shows("You said: As a visitor")
    (before,) = standin.talks

    standin.customer = "cus_1"
    widget.page.reload()

    widget.ready()
    widget.say("As a customer")
    widget.shows("You said: As a customer")
    assert widget.words("As a visitor").count() == 0
    assert standin.ended == [before]
    assert "token" in standin.sessions[-1]


def test_signing_out_deletes_the_session_though_the_chat_stays_closed(visit: Visit, standin: StandIn) -> None:
    standin.customer = "cus_1"
    widget = visit().open()
    widget.say("Private words")
    widget.shows("You said: Private words")
    widget.page.keyboard.press("Escape")
    (before,) = standin.talks

    standin.customer = None
    widget.page.reload()
    widget.page.wait_for_load_state("networkidle")

    assert standin.ended == [before]
    widget.open()
    assert widget.words("Private words").count() == 0


def test_without_a_network_it_says_so_and_what_was_typed_is_delivered_once(visit: Visit, standin: StandIn) -> None:
    widget = visit().open()
    widget.page.context.set_offline(True)
    standin.cut()

    widget.say("Sent in the tunnel")
    expect(widget.page.locator(".usher-strip")).to_contain_text("No connection")
    widget.page.context.set_offline(False)

    widget.shows("You said: Sent in the tunnel")
    expect(widget.page.locator(".usher-strip")).to_be_empty()
    assert len({message["id"] for message in standin.posted}) == 1
    assert widget.words("You said: Sent in the tunnel").count() == 1


def test_losing_the_network_is_shown_at_once(visit: Visit) -> None:
    widget = visit().open()
    strip = widget.page.locator(".usher-strip")

    widget.page.context.set_offline(True)  # nothing tells the open stream

    expect(strip).to_contain_text("No connection", timeout=3_000)
    widget.page.context.set_offline(False)
    expect(strip).to_be_empty(timeout=3_000)


def test_a_picture_that_cannot_be_shown_leaves_no_hole(visit: Visit) -> None:
    widget = visit()
    widget.page.route("**/poster/**", lambda route: route.abort())
    widget.open()

    widget.say("What should I watch?")

    expect(widget.page.locator(".usher-card")).to_have_count(4)
    expect(widget.page.locator(".usher-card").first.locator("img")).to_have_count(0)
    expect(widget.page.locator(".usher-card-title").first).to_be_visible()


def test_what_was_said_while_the_stream_was_broken_is_caught_up(visit: Visit, standin: StandIn) -> None:
    widget = visit().open()
    widget.say("First")
    widget.shows("You said: First")
    standin.faults.refuse_events = True
    standin.cut()
    standin.say("message", {"id": "late", "text": "Said meanwhile"})

    standin.faults.refuse_events = False

    widget.shows("Said meanwhile")
    assert widget.words("You said: First").count() == 1


def test_a_server_that_is_briefly_unwell_gets_the_message_again_under_the_same_id(
    visit: Visit, standin: StandIn
) -> None:
    widget = visit().open()
    standin.faults.refuse_messages = 2

    widget.say("Please arrive")

    widget.shows("You said: Please arrive")
    assert len(standin.posted) == 1


def test_a_worn_out_session_is_replaced_and_the_words_are_said_again(visit: Visit, standin: StandIn) -> None:
    widget = visit().open()
    widget.say("Before")
    widget.shows("You said: Before")
    widget.page.wait_for_timeout(100)
    standin.faults.refuse_events = True  # so that the message is what finds out
    standin.expire()

    widget.say("After the pause")
    standin.faults.refuse_events = False

    widget.shows("You said: After the pause")
    expect(widget.page.locator(".usher-strip")).to_contain_text("This is a new one")
    assert widget.words("You said: Before").count() == 0


def test_a_person_who_takes_over_is_announced_and_named(visit: Visit) -> None:
    widget = visit().open()

    widget.say("I want a person")

    expect(widget.page.locator(".usher-status")).to_have_text("Waiting for a person")
    widget.shows("You're talking to a person now.")
    widget.shows("I can see your last two bills")
    expect(widget.page.locator(".usher-author")).to_have_text("Sam")
    expect(widget.page.locator(".usher-status")).to_have_text("You're talking to a person now")


def test_a_thumb_down_is_counted_and_may_be_explained(visit: Visit, standin: StandIn) -> None:
    widget = visit().open()
    widget.say("Hello")
    widget.shows("You said: Hello")

    widget.page.get_by_role("button", name="Dislike").click()
    widget.page.get_by_label("What was wrong with the answer?").fill("It only repeats me")
    widget.page.locator(".usher-why").get_by_role("button", name="Send").click()

    expect(widget.page.locator(".usher-why")).to_have_count(0)
    assert [rating.get("comment") for rating in standin.ratings] == [None, "It only repeats me"]
    assert {rating["rating"] for rating in standin.ratings} == {"down"}


def test_markup_in_a_message_stays_text(visit: Visit) -> None:
    widget = visit().open()

    widget.say("<img src=/evil.png> ![x](/evil.png) <script>alert(1)</script>")

    widget.shows("You said: <img src=/evil.png>")
    assert not any("evil" in address for address in widget.asked)


def test_the_page_s_own_styles_stay_outside(visit: Visit) -> None:
    widget = visit().open()
    widget.say("Why is my bill higher?")
    widget.shows(SENTENCES[2])
    expect(widget.replies.first).to_be_visible()

    style = widget.replies.first.evaluate(
        "e => { const s = getComputedStyle(e); return [s.textTransform, s.letterSpacing, s.borderStyle] }"
    )
    words = (
        widget.words("Your last bill")
        .first.locator("p")
        .first.evaluate("e => { const s = getComputedStyle(e); return [s.textIndent, s.marginLeft, s.color] }")
    )

    assert style == ["none", "normal", "solid"]
    assert words[:2] == ["0px", "0px"]
    assert words[2] != "rgb(122, 0, 0)"


def test_words_that_come_while_the_panel_is_closed_are_counted_on_the_launcher(visit: Visit, standin: StandIn) -> None:
    widget = visit().open()
    widget.panel.get_by_role("button", name="Close chat").click()

    standin.say("message", {"id": "later", "text": "Your request is done."})

    expect(widget.page.locator(".usher-badge")).to_have_text("1")
    widget.open()
    expect(widget.page.locator(".usher-badge")).to_be_hidden()


def test_the_site_s_options_are_followed(visit: Visit, standin: StandIn) -> None:
    widget = visit(
        position="left", accent="#8a1c5b", company="The Courier", opening="Good evening, automated assistant here.",
        launcher_text="Ask us", start="open", first_message="I come from the app",
    )  # fmt: skip

    widget.ready()
    widget.shows("Good evening")
    widget.shows("You said: I come from the app")
    box = widget.panel.bounding_box()
    assert box
    assert box["x"] < 40
    expect(widget.panel.get_by_role("heading", name="The Courier")).to_be_visible()
    header = widget.page.locator(".usher-header")
    assert header.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(138, 28, 91)"


def test_a_site_can_open_close_and_refresh_it_by_script(visit: Visit, standin: StandIn) -> None:
    widget = visit()

    widget.page.evaluate("Usher.open()")
    widget.ready()
    widget.say("Hello")
    widget.shows("You said: Hello")
    standin.customer = "cus_2"
    widget.page.evaluate("Usher.refresh()")

    expect(widget.words("You said: Hello")).to_have_count(0)
    widget.page.evaluate("Usher.close()")
    expect(widget.panel).to_be_hidden()


def test_on_a_phone_it_fills_the_screen_and_the_page_behind_rests(visit: Visit) -> None:
    widget = visit(size=PHONE).open()

    box = widget.panel.bounding_box()

    assert box
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, PHONE["width"], PHONE["height"])
    assert widget.panel.evaluate("e => e.matches(':modal')")
    widget.panel.get_by_role("button", name="Close chat").click()
    expect(widget.launcher).to_be_focused()


def test_in_arabic_it_reads_from_right_to_left(visit: Visit) -> None:
    widget = visit(locale="ar")
    widget.launcher.click()
    expect(widget.box).to_be_visible()

    widget.say("مرحبا")

    widget.shows("You said: مرحبا")
    mine = widget.mine.bounding_box()
    panel = widget.panel.bounding_box()
    assert mine
    assert panel
    assert mine["x"] - panel["x"] < 40  # the visitor's words stand on the left
    assert widget.panel.evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_english_words_in_arabic_surroundings_read_from_left_to_right(visit: Visit) -> None:
    widget = visit(locale="ar").open()

    widget.say("What should I watch?")

    widget.shows("Here are four")
    for words in (widget.mine.first, widget.words("Here are four").first):
        first, last = words.evaluate(ENDS)
        assert first < last, "the mark at the end stands at the right"


def test_a_second_script_tag_by_mistake_draws_no_second_launcher(visit: Visit) -> None:
    widget = visit()
    nonce = widget.page.evaluate("document.querySelector('script').nonce")

    widget.page.evaluate(
        "nonce => new Promise(done => { const s = document.createElement('script'); s.nonce = nonce;"
        " s.src = '/widget/widget.js'; s.onload = done; document.head.append(s) })",
        nonce,
    )

    expect(widget.launcher).to_have_count(1)


def test_links_in_an_answer_leave_the_page_alone(visit: Visit) -> None:
    widget = visit().open()

    widget.say("see https://example.org/plans")

    link = widget.page.locator(".webchat__bubble__content a").last
    expect(link).to_have_attribute("href", re.compile("example.org/plans"))
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
