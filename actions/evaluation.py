"""The figures behind `usher eval search` and `usher eval recommend`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.catalogue.evaluate import evaluate_recommend, evaluate_search
from actions.catalogue.index import Index
from actions.indexing import INDEX, views
from actions.settings import environment, settings
from actions.systems.connected import connect_all


def search_figures() -> Mapping[str, Any]:
    """Every title looked up with a typo: hits and milliseconds."""
    return evaluate_search(Index.open(settings().index / INDEX))


def recommend_figures() -> Mapping[str, Any]:
    """Each customer's last title left out: is it recommended?"""
    return evaluate_recommend(list(views(connect_all(settings().systems, environment()))))
