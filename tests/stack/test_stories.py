"""Each named customer's story over HTTP; every expected figure is read from the databases."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from demo.stories import BY_SLUG

pytestmark = pytest.mark.stack


def pounds(pence: int) -> str:
    return f"£{pence / 100:,.2f}".replace("£-", "-£")


def day(unix: int) -> str:
    local = dt.datetime.fromtimestamp(unix, ZoneInfo("Europe/London"))
    return f"{local.day} {local:%B %Y}"


def answered(reply: Any) -> str:
    """What was said last: a conversation's first reply is preceded by the disclosure."""
    return str(reply.messages[-1]["text"])


@pytest.fixture
def account(billing: Any) -> Any:
    """The raw rows of a story's customer."""

    def rows(slug: str, table: str, order: str) -> list[Any]:
        joins = {
            "inv_ln": "inv_ln t JOIN inv i ON i.inv_no = t.inv_no JOIN acct a ON a.acct_no = i.acct_no",
            "sub_event": "sub_event t JOIN sub s ON s.sub_no = t.sub_no JOIN acct a ON a.acct_no = s.acct_no",
        }
        source = joins.get(table, f"{table} t JOIN acct a ON a.acct_no = t.acct_no")
        query = f"SELECT t.* FROM {source} WHERE a.ext_id = :c ORDER BY {order}"
        return list(billing(query, c=BY_SLUG[slug].customer))

    return rows


def test_a_higher_bill_is_explained_line_by_line_with_the_price_change(talk: Any, account: Any, billing: Any) -> None:
    newest, before = account("price-increase", "inv", "t.iss_ts DESC")[:2]
    lines = billing("SELECT * FROM inv_ln WHERE inv_no = :i ORDER BY pos", i=newest["inv_no"])
    change = billing("SELECT * FROM prc_hist WHERE pln_cd = 'standard' ORDER BY eff_dt DESC LIMIT 1")[0]

    reply = talk("price-increase").say("Why is my bill higher this month?")

    assert newest["inv_nbr"] in reply.text
    assert pounds(newest["tot_amt"]) in reply.text
    for line in lines:
        assert f"{line['ln_txt']}: {pounds(line['amt'])}" in reply.text
    assert f"{pounds(newest['tot_amt'] - before['tot_amt'])} more" in reply.text
    assert pounds(change["old_prc"]) in reply.text
    assert pounds(change["new_prc"]) in reply.text


def test_a_double_payment_is_recognised(talk: Any, account: Any, billing: Any) -> None:
    pair = billing(
        "SELECT p.amt, p.att_ts, i.inv_nbr FROM pmt p JOIN inv i ON i.inv_no = p.inv_no JOIN acct a "
        "ON a.acct_no = p.acct_no WHERE a.ext_id = :c AND p.st_cd = 'S' AND p.inv_no IN "
        "(SELECT inv_no FROM pmt WHERE st_cd = 'S' GROUP BY inv_no HAVING count(*) > 1) ORDER BY p.att_ts",
        c=BY_SLUG["charged-twice"].customer,
    )

    reply = talk("charged-twice").say("I was charged twice!")

    assert len(pair) == 2
    assert answered(reply).startswith("Yes")
    assert pounds(pair[0]["amt"]) in reply.text
    assert day(pair[1]["att_ts"]) in reply.text
    assert pair[0]["inv_nbr"] in reply.text


def test_a_failed_payment_has_its_reason_and_the_next_attempt(talk: Any, account: Any) -> None:
    failed = account("payment-failed", "pmt", "t.att_ts DESC")[0]

    reply = talk("payment-failed").say("Why did my payment fail?")

    assert pounds(failed["amt"]) in reply.text
    assert "expired" in reply.text
    assert failed["card_tl"] in reply.text
    assert day(failed["rtry_ts"]) in reply.text


def test_an_upgrade_in_mid_period_shows_its_proration(talk: Any, account: Any, billing: Any) -> None:
    prorated = [line for line in account("upgraded", "inv_ln", "t.ln_no DESC") if line["ln_cd"] == "R"]
    number = billing("SELECT inv_nbr FROM inv WHERE inv_no = :i", i=prorated[0]["inv_no"])[0][0]

    reply = talk("upgraded").say(f"What is invoice {number} about?")

    assert prorated
    for line in prorated:
        assert f"{line['ln_txt']}: {pounds(line['amt'])}" in reply.text


def test_a_payment_within_the_trial_is_admitted(talk: Any, account: Any) -> None:
    trial = next(event for event in account("charged-in-trial", "sub_event", "t.ev_no") if event["ev_cd"] == "TR")
    taken = next(row for row in account("charged-in-trial", "pmt", "t.att_ts") if row["st_cd"] == "S")

    reply = talk("charged-in-trial").say("You charged me during my free trial")

    assert answered(reply).startswith("Yes")
    assert pounds(taken["amt"]) in reply.text
    assert day(taken["att_ts"]) in reply.text
    assert day(trial["thru_ts"]) in reply.text


def test_a_cancelled_plan_keeps_access_until_its_end_date(talk: Any, account: Any) -> None:
    cancelled = account("cancelled", "sub_event", "t.ev_no DESC")[0]

    ends = talk("cancelled").say("When does my subscription end?")
    charged = talk("cancelled").say("When is my next payment?")

    assert day(cancelled["eff_ts"]) in ends.text
    assert "No further payment" in charged.text


def test_the_end_of_a_discount_explains_the_higher_bill(talk: Any, account: Any) -> None:
    newest, before = account("discount-ended", "inv", "t.iss_ts DESC")[:2]

    reply = talk("discount-ended").say("Why did my bill go up?")

    assert f"{pounds(newest['tot_amt'] - before['tot_amt'])} more" in reply.text
    assert "a discount that ended" in reply.text


def test_missing_papers_are_found_and_both_subscriptions_listed(talk: Any, account: Any, billing: Any) -> None:
    missing = [row for row in account("missing-papers", "dlv", "t.due_dt DESC") if row["st_cd"] in (2, 3)]
    due = dt.datetime.strptime(str(missing[0]["due_dt"]), "%Y%m%d").date()  # noqa: DTZ007 - a calendar day

    papers = talk("missing-papers").say("My paper did not come again")
    both = talk("missing-papers").say("Which plans do I have?")

    assert f"{due.day} {due:%B %Y}" in papers.text
    for plan in billing(
        "SELECT DISTINCT p.pln_nm FROM sub_event e JOIN sub s ON s.sub_no = e.sub_no "
        "JOIN acct a ON a.acct_no = s.acct_no JOIN pln p ON p.pln_cd = e.pln_cd WHERE a.ext_id = :c",
        c=BY_SLUG["missing-papers"].customer,
    ):
        assert plan["pln_nm"] in both.text


def test_an_open_incident_is_told_before_any_step(talk: Any, cms: Any) -> None:
    incident = cms("SELECT * FROM incidents WHERE resolved_at IS NULL")[0]

    known_device = talk("roku").say("It keeps buffering")
    named_device = talk().say("it keeps buffering on my roku")

    for reply in (known_device, named_device):
        assert incident["message"] in reply.text
        assert "1." not in reply.text


def test_plan_and_country_decide_whether_a_title_may_be_watched(talk: Any, cms: Any, billing: Any) -> None:
    aoife = talk("wants-metropolis")

    refused = aoife.say("Can I watch Metropolis?")
    listed = billing("SELECT pln_nm FROM pln WHERE pln_cd = 'premium'")[0][0]

    assert answered(refused).startswith("No")
    assert listed in refused.text
    assert "Ireland" in refused.text


def test_a_recommendation_is_personal_only_with_consent_and_says_why(talk: Any, cms: Any) -> None:
    aoife = talk("wants-metropolis")
    views = cms(
        "SELECT t.name FROM views v JOIN titles t ON t.id = v.title_id JOIN profiles p ON p.id = v.profile_id "
        "JOIN members m ON m.id = p.member_id WHERE m.external_id = :c",
        c=BY_SLUG["wants-metropolis"].customer,
    )
    watched = {row["name"] for row in views}

    without = aoife.say("What do you recommend?")
    with_history = aoife.press("Use what I've watched")

    assert without.cards
    assert all("you watched" not in card.get("text", "") for card in without.cards)
    reasons = [card["text"] for card in with_history.cards if "Because you watched" in card.get("text", "")]
    assert reasons
    assert all(any(title in reason for title in watched) for reason in reasons)
    assert not watched & {card["title"] for card in with_history.cards}
