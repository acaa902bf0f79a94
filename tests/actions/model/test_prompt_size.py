"""How long prompts are for a fixed list of questions, counted by a real tokenizer."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

import httpx2
import pytest

from actions.answers.evaluation.asking import put
from actions.answers.evaluation.cases import cases, read_groups
from actions.answers.evaluation.names import Names
from actions.services import Services, build
from actions.settings import Settings
from demo.stories import STORIES

pytestmark = [pytest.mark.model, pytest.mark.timeout(240)]
EVERY = 6
"""Of the questions of tests/answers every so many are taken: all topics, and a minute rather than six."""


@pytest.fixture(scope="module")
def on(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The demo company's services, without a model of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_API_KEY", "")
        patch.setenv("OPENAI_BASE_URL", "")
        patch.setenv("USHER_DATABASE_URL", f"sqlite:///{tmp_path_factory.mktemp('store') / 'usher.sqlite'}")
        yield build(Settings())


async def test_prompts_have_at_most_900_tokens_in_the_median_and_1600_at_all(on: Services, small_model: str) -> None:
    customers = {story.slug: story.customer for story in STORIES}
    names = await Names.read(on.systems, on.calendar, list(customers.values()), customers)
    asked = (await cases(read_groups(Path("tests/answers/questions.yml")), names, seed=1))[::EVERY]
    counted: list[int] = []

    async with httpx2.AsyncClient(base_url=small_model.removesuffix("/v1")) as http:
        for case in asked:
            outcome = await put(case, on)
            text = "\n".join(message["content"] for message in outcome.prompt)
            if outcome.facts:
                counted.append(len((await http.post("/tokenize", json={"content": text})).json()["tokens"]))

    assert len(counted) > 50
    assert statistics.median(counted) <= 900, statistics.median(counted)
    assert max(counted) <= 1600, max(counted)
