"""What may be sent, what is carried out, and what is documented are the same kinds of request."""

from pathlib import Path

from actions.requests.flows import flow_of
from actions.use_cases import read_use_cases
from demo.backoffice import HANDLERS

USE_CASES = read_use_cases(Path("use_cases.yml")).by_name
SENT = {kind for use_case in USE_CASES.values() for kind in use_case.sends}


def test_the_company_carries_out_every_kind_that_may_be_sent() -> None:
    assert set(HANDLERS) == SENT


def test_every_kind_is_documented() -> None:
    page = Path("docs/requests.md").read_text(encoding="utf-8")

    assert [kind for kind in SENT if f"`{kind}`" not in page] == []


def test_every_use_case_that_sends_something_has_its_flow() -> None:
    for name, use_case in USE_CASES.items():
        if use_case.sends:
            assert flow_of(name).use_case == name
            assert flow_of(name).kind in use_case.sends
