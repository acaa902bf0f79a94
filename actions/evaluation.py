"""The figures behind `usher eval search`, `usher eval recommend` and `usher eval answers`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from actions.answers.evaluation.run import Files, Model, Tell, evaluate
from actions.catalogue.evaluate import evaluate_recommend, evaluate_search
from actions.catalogue.index import Index
from actions.indexing import INDEX, views
from actions.services import services
from actions.settings import environment, settings
from actions.systems.connected import connect_all


def search_figures() -> Mapping[str, Any]:
    """Every title looked up with a typo: hits and milliseconds."""
    return evaluate_search(Index.open(settings().index / INDEX))


def recommend_figures() -> Mapping[str, Any]:
    """Each customer's last title left out: is it recommended?"""
    return evaluate_recommend(list(views(connect_all(settings().systems, environment()))))


async def answer_figures(
    file: Path | None, model: Model, limit: int | None, seconds: float, tell: Tell
) -> Mapping[str, Any]:
    """Open questions put to the answers, as the demo company's customers; by who worded them. `file` None: the usual."""
    from demo.stories import STORIES

    customers = {story.slug: story.customer for story in STORIES}
    files = Files() if file is None else Files(file, file, file)
    return await evaluate(files, model, services(), customers, limit=limit, seconds=seconds, tell=tell)
