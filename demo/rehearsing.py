"""What rehearsing needs of the demo company: who opens a conversation, and where figures are read."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale

from actions.rehearsal.cases import Case, Figure
from actions.rehearsal.figures import Figures, Reader, runner
from actions.rehearsal.run import Open
from demo.client import Customer, token_for
from demo.stories import customer_of

READER = Reader("GBP", ZoneInfo("Europe/London"), Locale.parse("en_GB"))


def opener(url: str, demo: Path) -> Open:
    """Conversations with the web channel at `url`; `demo` holds the website's keys."""

    def open_talk(case: Case) -> Customer:
        if case.as_ is None:
            return Customer(url, None, case.locale)
        token = token_for(case.as_, signed_in_seconds_ago=case.signed_in_seconds_ago, folder=demo)
        return Customer(url, token, case.locale)

    return open_talk


def figures(wanted: dict[str, Figure], demo: Path) -> Figures:
    urls = {name: f"sqlite:///file:{demo / name}.sqlite?mode=ro&uri=true" for name in ("billing", "cms")}
    return Figures(wanted, runner(urls), customer_of, READER)
