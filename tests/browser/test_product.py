"""The whole product in Chromium: the demo company's website, the widget, Rasa, the answers, the desk."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from demo.stack import Stack
from demo.stories import BY_SLUG
from tests.browser.conftest import DESKTOP, PHONE, Widget, is_network, violations, watched
from tests.browser.model import QuotingModel

pytestmark = [pytest.mark.browser, pytest.mark.stack]

HOME = "http://127.0.0.1:8080"  # where the demo databases say that the company's pages are
expect.set_options(timeout=20_000)  # a turn's own limit


@pytest.fixture(params=["desktop", "phone"])
def context(request: pytest.FixtureRequest, chromium: Browser, stack: Stack) -> Iterator[BrowserContext]:
    """A new browser profile, in which the company's pages are those of this stack."""
    size = PHONE if request.param == "phone" else DESKTOP
    context = chromium.new_context(viewport=size)  # type: ignore[arg-type]

    def here(route: Route) -> None:
        route.continue_(url=route.request.url.replace(HOME, stack.site))

    if stack.site != HOME:
        context.route(f"{HOME}/**", here)
    yield context
    context.close()


@pytest.fixture
def visitor(context: BrowserContext, stack: Stack) -> Iterator[Widget]:
    """Somebody on the website's first page; ends with no error noted."""
    complaints: list[str] = []
    widget = Widget(watched(context, complaints), complaints)
    widget.page.goto(stack.site)
    yield widget
    assert [text for text in complaints if not is_network(text)] == []


@pytest.fixture
def worded(stack: Stack) -> Iterator[QuotingModel]:
    """The stack with a model that words open answers."""
    model = QuotingModel()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(model.app(), log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        before = stack.extra
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        restart_actions(stack, {**before, "OPENAI_BASE_URL": address, "OPENAI_API_KEY": "none"})
        yield model
        restart_actions(stack, dict(before))
        server.should_exit = True
        thread.join(5)


def restart_actions(stack: Stack, extra: dict[str, str]) -> None:
    stack.stop("actions")
    stack.extra = extra
    stack.start(("actions",))
    stack.wait()


def sign_in(page: Page, slug: str) -> None:
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + "/sign-in")
    page.get_by_role("button", name=f"Sign in as {BY_SLUG[slug].first_name}").click()


def test_a_customer_signs_in_gets_a_carousel_presses_a_button_and_finds_it_all_after_a_reload(
    visitor: Widget,
) -> None:
    sign_in(visitor.page, "wants-metropolis")
    assert violations(visitor.page) == []
    visitor.open()

    visitor.say("What do you recommend?")
    cards = visitor.page.locator(".usher-card")
    expect(cards.nth(1)).to_be_attached()
    picture = cards.first.locator("img")
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    assert violations(visitor.page) == []
    button = cards.first.get_by_role("button").first
    title = button.inner_text()
    answers = visitor.page.locator(".webchat__bubble__content").count()
    button.click()
    expect(visitor.page.locator(".webchat__bubble__content").nth(answers + 1)).to_be_visible()

    visitor.page.reload()
    if visitor.page.viewport_size == PHONE:  # there the page is what a reload shows
        visitor.launcher.click()
    visitor.ready()
    visitor.shows("What do you recommend?")
    visitor.shows(title)
    expect(visitor.page.locator(".usher-card").nth(1)).to_be_attached()


def test_what_the_chat_says_of_the_last_bill_stands_on_the_account_page(visitor: Widget) -> None:
    sign_in(visitor.page, "price-increase")
    visitor.page.goto(visitor.page.url.rstrip("/") + "/account")
    number, _, total = visitor.page.locator("tbody tr").first.locator("td").all_inner_texts()[:3]
    visitor.open()

    visitor.say("Why is my bill higher this month?")

    visitor.shows(total)
    visitor.shows(number)


@pytest.mark.parametrize("context", ["desktop"], indirect=True)
def test_an_answer_that_a_model_words_appears_sentence_by_sentence(visitor: Widget, worded: QuotingModel) -> None:
    visitor.open()

    visitor.say("Which payment methods do you accept?")

    first, second = (
        "PayPal, Apple Pay, Google Pay and our own gift cards",
        "Direct Debit from a UK bank account is accepted",
    )
    visitor.shows(first)
    assert visitor.words(second).count() == 0
    visitor.shows(second)
    assert visitor.words(first).count() == 1
    assert visitor.words("Prepaid cards work only").count() == 0, "the whole article is what the composer says"
    assert worded.asked


@pytest.mark.parametrize("context", ["desktop"], indirect=True)
def test_a_suggested_reply_of_the_bot_is_pressed_by_keyboard(visitor: Widget) -> None:
    sign_in(visitor.page, "discount-ended")
    visitor.open()
    visitor.say("I want to cancel")
    expect(visitor.page.locator(".webchat__bubble__content").nth(2)).to_be_visible()  # greeting, question, answer
    expect(visitor.replies.first).to_be_visible()
    title = visitor.replies.first.inner_text()

    visitor.page.keyboard.press("Shift+Tab")
    expect(visitor.replies.first).to_be_focused()
    visitor.page.keyboard.press("Enter")

    expect(visitor.mine).to_have_text(["I want to cancel", title])


@pytest.mark.parametrize("context", ["desktop"], indirect=True)
def test_signing_out_on_the_website_ends_what_the_chat_shows(visitor: Widget) -> None:
    sign_in(visitor.page, "price-increase")
    visitor.open()
    visitor.say("When is my next payment?")
    visitor.shows("When is my next payment?")

    visitor.page.get_by_role("button", name="Sign out").click()

    expect(visitor.page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
    visitor.ready()
    expect(visitor.words("When is my next payment?")).to_have_count(0)


@pytest.mark.parametrize("context", ["desktop"], indirect=True)
def test_a_person_takes_over_at_the_desk_and_gives_back(visitor: Widget, stack: Stack) -> None:
    sign_in(visitor.page, "charged-twice")
    visitor.open()
    visitor.say("Let me talk to a person")
    expect(visitor.page.locator(".usher-status")).to_have_text("Waiting for a person")

    desk = visitor.page.context.new_page()
    desk.goto(f"http://127.0.0.1:{stack.ports.desk}")
    desk.get_by_label("Your name").fill("Sam")
    desk.get_by_label("Desk password").fill(stack.extra["USHER_DESK_PASSWORD"])
    desk.get_by_role("button", name="Sign in").click()
    desk.get_by_role("link", name="Let me talk to a person").last.click()
    desk.get_by_role("button", name="Take this conversation").click()
    assert violations(desk) == []
    desk.get_by_label("Reply to the customer").fill("Hello, Sam here. I see both payments.")
    desk.get_by_role("button", name="Send").click()

    visitor.shows("Hello, Sam here. I see both payments.")
    visitor.say("Thank you, please refund one")
    expect(desk.locator(".said")).to_contain_text("Thank you, please refund one")
    desk.get_by_role("button", name="Give back to the assistant").click()
    visitor.shows("You're back with the automated assistant.")
    visitor.say("thanks")
    expect(visitor.page.locator(".webchat__bubble__content").last).not_to_contain_text("thanks")
    expect(visitor.page.locator(".usher-status")).to_have_text("Automated assistant")
