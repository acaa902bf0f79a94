"""What is gathered for an open question, and in which order: the customer's own and what is named before what is near,
and what does not fit is what matters least."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from actions.answers.model.prompt import fitting
from actions.catalogue.index import Index, build
from actions.facts.gather import Sources, gather, ranked
from actions.facts.model import Fact, fact
from actions.systems.entities import (
    DeviceSupport,
    Entity,
    ErrorCode,
    HelpArticle,
    Incident,
    Invoice,
    InvoiceLine,
    Payment,
    Right,
    Title,
)
from tests.actions.fakes import PREMIUM, STANDARD, FakeSystems, at, calendar, subscription


def article(id: str, topic: str, question: str, body: str) -> HelpArticle:
    return HelpArticle(id=id, name=question.rstrip("?"), topic=topic, question=question, body=body)


ARTICLES = [
    article("downloads", "playback", "How long do downloads last?", "Downloads expire after 30 days."),
    article("quality", "playback", "Which plan has 4K picture quality?", "The picture depends on the plan."),
    article("charged-after", "billing", "Why was I charged after cancelling?", "A payment may be from before."),
    article("refunds", "billing", "Can I get my money back?", "Yes, within 14 days of the charge."),
]
METROPOLIS = Title(id="t1", name="Metropolis", kind="film", year=1927, people=("Fritz Lang",))
CODES = [ErrorCode(code="NL-1001", meaning="The app can't reach our servers.", cause="network", steps=("Restart.",))]
DEVICES = [DeviceSupport(kind="roku", name="Roku", supported=True)]
TRIED = PREMIUM.model_copy(update={"trial_days": 14})
CANCELLED = subscription(
    id="s9", status="cancelled", cancelled_at=at("2026-03-03"), ends_at=at("2026-04-01"), next_billing_at=None
)
INCIDENT = Incident(id="1", name="Buffering", status="open", started_at=at("2026-03-10"), message="Titles stop.")
Gathered = Callable[..., Awaitable[list[str]]]


def bill(id: str, day: str, total: int, subscription: str = "s1") -> tuple[Invoice, Payment]:
    return (
        Invoice(customer="c1", id=id, number=f"INV-{id}", issued_at=at(day), total_minor=total, currency="GBP",
                status="paid", subscription=subscription),
        Payment(customer="c1", id=f"p{id}", invoice=id, attempted_at=at(day), amount_minor=total, currency="GBP",
                status="succeeded", method="card"),
    )  # fmt: skip


SHARED: list[Entity] = [
    STANDARD, TRIED, *ARTICLES, METROPOLIS, *CODES, *DEVICES,
    Right(id="r1", title="t1", country="GB", plan="premium", starts_at=at("2025-01-01")),
]  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    path = tmp_path_factory.mktemp("index") / "catalogue.sqlite"
    build(path, [METROPOLIS], [], ARTICLES, CODES, DEVICES)
    opened = Index.open(path)
    yield opened
    opened.close()


@pytest.fixture
def gathered(index: Index) -> Callable[..., Any]:
    """`await gathered(text, *rows, customer=…)`: the facts, the nearest first."""

    async def asked(text: str, *rows: Entity, customer: str | None = None) -> list[Fact]:
        sources = Sources(FakeSystems([*SHARED, *rows]), calendar(), index, "GB", refund_days=14)
        return await gather(text, customer, None, sources)

    return asked


def ids(facts: list[Fact]) -> list[str]:
    return [one.id for one in facts]


async def test_of_one_s_own_plan_is_told_before_any_other(gathered) -> None:
    found = ids(await gathered("Does my plan include 4K?", subscription(), customer="c1"))

    assert found[:2] == ["plan:standard", "subscription:s1"]
    assert "plan:premium" in found
    assert "help:quality" in found


async def test_what_is_named_comes_first_and_help_behind_it(gathered) -> None:
    found = ids(await gathered("What does NL-1001 mean?"))

    assert found[0] == "error:NL-1001"


async def test_a_title_is_told_with_the_verdict_on_it_by_the_plan_that_the_customer_has(gathered) -> None:
    text = "Can I watch Metropolis with my plan?"
    facts = await gathered(text, subscription(), customer="c1")
    theirs = await gathered(text, subscription(plan="premium"), customer="c1")

    assert ids(facts)[:2] == ["verdict:watchable:t1", "title:t1"]
    assert [one[0].fields["answer"].value for one in (facts, theirs)] == [False, True]


async def test_a_question_of_several_facts_gets_all_of_them(gathered) -> None:
    """The charge by its amount, the cancellation by its day, and what code makes of both."""
    text = "why was I charged 14.99 after cancelling on the 3rd?"
    rows = [CANCELLED, *bill("1", "2026-03-01", 999, "s9"), *bill("2", "2026-03-05", 1499, "s9")]

    facts = await gathered(text, *rows, customer="c1")

    told = {one.id: one for one in facts}
    after = told["verdict:taken_after_cancellation:payment:p2"]
    assert after.fields["answer"].value is True
    assert told["subscription:s9"].fields["cancelled_on"].value == dt.date(2026, 3, 3)
    assert {"payment:p2", "invoice:INV-2"} <= told.keys()
    assert "payment:p1" not in told
    assert ids(facts).index("payment:p2") < ids(facts).index("help:charged-after")


@pytest.mark.parametrize(
    ("text", "verdict", "answer"),
    [
        ("Will my subscription end?", "verdict:ends:subscription:s1", False),
        ("Will I be charged again?", "verdict:charged_again:subscription:s1", True),
        ("Can I get a refund for my last payment?", "verdict:refundable:payment:p1", "a_person_decides"),
        ("Can I get a refund for my last payment?", "verdict:within_refund_window:payment:p1", True),
        ("Can I have a free trial of Premium?", "verdict:eligible_for_trial:plan:premium", False),
        ("Am I allowed another free trial?", "verdict:eligible_for_trial:plan:premium", False),
        ("What does it cost to upgrade to Premium?", "verdict:change_starts:plan:premium", "at_once"),
        ("Was I charged twice?", "verdict:duplicate:payment:p1", False),
    ],
)
async def test_what_code_concludes_is_told_where_it_is_asked_for(
    text: str, verdict: str, answer: bool | str, gathered
) -> None:
    rows = [subscription(), *bill("1", "2026-03-01", 999)]

    asked = {one.id: one for one in await gathered(text, *rows, customer="c1")}
    other = ids(await gathered("How long do downloads last?", *rows, customer="c1"))

    assert asked[verdict].fields["answer"].value == answer
    assert verdict not in other


async def test_trouble_is_told_first_to_whoever_has_it_and_last_to_whoever_only_asks(gathered) -> None:
    troubled = ids(await gathered("Everything is broken and keeps buffering", INCIDENT))
    asking = ids(await gathered("How long do downloads last?", INCIDENT))

    assert troubled[0] == "incident:1"
    assert asking[0] == "help:downloads"
    assert asking[-1] == "incident:1"


def test_a_fact_that_was_found_twice_stands_where_it_is_nearest() -> None:
    near, far, between = (fact(id, "plan") for id in ("near", "far", "between"))

    assert ranked([(1.0, near), (2.0, between), (3.0, near), (1.5, far)]) == [near, between, far]


async def test_no_fact_is_told_twice(gathered) -> None:
    rows = [subscription(), *bill("1", "2026-03-01", 999)]

    found = ids(await gathered("Can I get a refund of £9.99 for Premium and Standard?", *rows, customer="c1"))

    assert len(found) == len(set(found))


async def test_what_does_not_fit_a_prompt_is_what_matters_least(gathered) -> None:
    lines = [InvoiceLine(customer="c1", id=str(n), invoice="1", position=n, description=f"Part {n}: {'word ' * 30}",
                         kind="addon", amount_minor=n, currency="GBP") for n in range(30)]  # fmt: skip
    rows = [subscription(), *bill("1", "2026-03-01", 999), *lines]

    facts = await gathered("Why is my bill of £9.99 for Standard so high?", *rows, customer="c1")

    kept = ids(fitting(facts, "en-GB"))
    assert len(kept) < len(facts)
    assert kept == ids(facts)[: len(kept)]
    assert {"invoice:INV-1", "payment:p1", "plan:standard"} <= set(kept)


async def test_a_visitor_is_told_nothing_of_anybody(gathered) -> None:
    rows = [subscription(), *bill("1", "2026-03-01", 999)]

    kinds = {one.kind for one in await gathered("Why did you take £9.99 from me, and when do I pay again?", *rows)}

    assert not kinds & {"subscription", "invoice", "payment", "verdict"}
