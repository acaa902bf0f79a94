"""Every conversation of tests/stack/conversations over HTTP, with what was said and the records behind it.

The last tests of the stack, by their name: some requests change the demo company's databases.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.answers.composer import read_wordings
from actions.rehearsal.cases import Case, read_script
from actions.rehearsal.figures import Figures
from actions.rehearsal.run import Slots, rehearse
from actions.use_cases import read_use_cases
from demo.rehearsing import figures, opener
from demo.stack import NO_MODEL, UNLIMITED, Ports, Stack, secret_settings

pytestmark = pytest.mark.stack

USE_CASES = read_use_cases(Path("use_cases.yml"))
SCRIPT = read_script(Path("tests/stack/conversations"), USE_CASES)
WORDINGS = read_wordings(Path("data/responses"))
MISSING = [case for case in SCRIPT.cases if case.kind == "missing"]
OTHERS = [case for case in SCRIPT.cases if case.kind != "missing"]


@pytest.fixture(scope="module")
def known(stack: Stack) -> Figures:
    return figures(SCRIPT.figures, stack.folder / "demo")


@pytest.fixture(scope="module")
def without_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The product of a company that has connected nothing but a list of offers."""
    folder = tmp_path_factory.mktemp("without-data")
    (folder / "systems" / "billing").mkdir(parents=True)
    shutil.copy("systems/billing/offer.sql", folder / "systems" / "billing" / "offer.sql")
    settings = Path("systems/billing/system.yml").read_text(encoding="utf-8")
    (folder / "systems" / "billing" / "system.yml").write_text(settings.partition("\nentities:")[0], encoding="utf-8")
    shutil.copytree(Path("var/demo"), folder / "demo")
    extra = {**secret_settings(), **UNLIMITED, **NO_MODEL, "USHER_SYSTEMS": str(folder / "systems")}
    running = Stack(folder, Ports.free(), extra)
    running.start(("actions", "bot"))
    try:
        running.wait()
        yield running
    finally:
        running.quit()


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: case.name)
def test_a_conversation_goes_as_written(case: Case, stack: Stack, known: Figures) -> None:
    slots = Slots(f"sqlite:///{stack.folder / 'tracker.sqlite'}")

    outcome = rehearse(case, opener(stack.url, stack.folder / "demo"), known, slots, WORDINGS)

    assert outcome.wrong == []


@pytest.mark.parametrize("case", MISSING, ids=lambda case: case.name)
def test_without_data_nothing_is_made_up(case: Case, without_data: Stack) -> None:
    stack = without_data
    known = figures(SCRIPT.figures, stack.folder / "demo")
    slots = Slots(f"sqlite:///{stack.folder / 'tracker.sqlite'}")

    outcome = rehearse(case, opener(stack.url, stack.folder / "demo"), known, slots, WORDINGS)

    assert outcome.wrong == []


@pytest.mark.parametrize("kind", ["happy", "digression", "identity", "missing"])
def test_every_use_case_is_rehearsed_in_all_ways(kind: str) -> None:
    rehearsed = {case.use_case for case in SCRIPT.cases if case.kind == kind}

    assert rehearsed - {None} == set(USE_CASES.by_name)


def test_whatever_is_told_from_records_is_rehearsed_with_the_records() -> None:
    told = {case.use_case for case in SCRIPT.cases if case.kind == "happy" and any(step.facts for step in case.steps)}

    nothing = {"human_handoff", "privacy_request"}
    assert told == set(USE_CASES.by_name) - nothing


def test_there_are_at_least_300_conversations() -> None:
    assert len({case.name for case in SCRIPT.cases}) == len(SCRIPT.cases) >= 300
