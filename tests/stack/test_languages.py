"""A whole cancellation in German, in the company's books; and a hand-over in another language."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import pytest

from demo.stories import STORIES

pytestmark = pytest.mark.stack

# Somebody with one running subscription that the company bills itself, and no part in a story that others tell.
SOMEBODY = (
    "SELECT a.ext_id AS id FROM acct a JOIN sub s ON s.acct_no = a.acct_no JOIN sub_event e ON e.sub_no = s.sub_no"
    " WHERE s.bld_by = 0 AND s.del_flg = 0 AND s.chg_thru > strftime('%s', 'now') + 86400 GROUP BY a.acct_no"
    " HAVING count(*) = 1 AND max(e.ev_cd) = 'AC' AND max(e.pln_cd) = 'standard' ORDER BY a.acct_no"
)
LAST = (
    "SELECT e.ev_cd FROM sub_event e JOIN sub s ON s.sub_no = e.sub_no JOIN acct a ON a.acct_no = s.acct_no"
    " WHERE a.ext_id = :c ORDER BY e.ev_no DESC LIMIT 1"
)


@pytest.fixture
def somebody(billing: Any) -> str:
    told = {story.customer for story in STORIES}
    return next(str(row["id"]) for row in billing(SOMEBODY) if row["id"] not in told)


def test_cancelling_in_german_goes_from_reason_to_receipt_and_into_the_books(
    talk: Any, billing: Any, stack: Any, somebody: str
) -> None:
    customer = talk(somebody)

    reason = customer.say("Ich möchte mein Abo kündigen")
    offer = customer.say("es ist mir zu teuer")
    customer.press("weiter kündigen")
    receipt = customer.say("ja, bitte")
    after = customer.say("Wann endet mein Abo?")

    assert "warum Sie Standard kündigen" in reason.text
    assert "Eine Alternative, bevor Sie gehen" in offer.text
    assert "Standard ist gekündigt" in receipt.text
    assert "Ihre Bestätigungsnummer ist" in receipt.text
    assert "ist gekündigt und läuft bis zum" in after.text
    assert billing(LAST, c=somebody)[0]["ev_cd"] == "CN"
    with sqlite3.connect(f"file:{stack.folder / 'usher.sqlite'}?mode=ro", uri=True) as store:
        (data,) = store.execute("SELECT data FROM requests WHERE customer = ?", (somebody,)).fetchone()
    assert json.loads(data)["reason"] == "value_for_money"
    assert json.loads(data)["locale"] == "de"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Ich schalte meinen Anwalt ein, mir wurde doppelt abgebucht", "legal"),
        ("mon compte a été piraté", "compromised"),
        ("quiero suicidarme", "self_harm"),
    ],
)
def test_the_packet_says_why_whatever_the_language(talk: Any, stack: Any, said: str, reason: str) -> None:
    customer = talk("charged-twice")

    first = customer.say(said)
    if "H-" not in first.text:
        customer.press(next(choice["title"] for choice in first.choices if "person" in choice["title"].lower()
                            or "Mensch" in choice["title"] or "conseiller" in choice["title"]))  # fmt: skip

    with sqlite3.connect(f"file:{stack.folder / 'usher.sqlite'}?mode=ro", uri=True) as store:
        query = "SELECT packet FROM handovers WHERE conversation = ?"
        packets = store.execute(query, (customer.session["conversation"],)).fetchall()
    assert [json.loads(packet)["reason"] for (packet,) in packets] == [reason]
