"""Measures a trained model on a Rasa NLU test file, one message at a time.

python -m bot.nlu.evaluate --file F [--model M] [--json] [--picture P]

Examples of the intent out_of_scope count as out of scope: there `out_of_scope` and `nlu_fallback` are right.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from rasa.core.agent import Agent

    from bot.nlu.measures import Figures, Outcome

MODELS = Path("models")
WARM_UP = 5  # messages before the clock counts; the first ones fill caches


class BadInput(Exception):
    """What was asked for cannot be measured; the message is one line that says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Returns the exit status: 2 for bad input."""
    _be_quiet()
    given = _parser().parse_args(arguments)
    try:
        outcomes = evaluate(given.file, given.model, given.picture)
    except BadInput as error:
        sys.stderr.write(f"usher: {error}\n")
        return 2
    from bot.nlu.measures import confusions, measure

    figures = measure(outcomes)
    if given.json:
        sys.stdout.write(json.dumps(figures.as_dict(), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(_table(figures, confusions(outcomes))) + "\n")
    return 0


def evaluate(file: Path, model: Path | None, picture: Path | None) -> list[Outcome]:
    """Every example of `file` through the model. Raises `BadInput`."""
    _check_picture(picture)
    examples = read_examples(file)
    outcomes = asyncio.run(_route(load_agent(model), examples))
    if picture is not None:
        from bot.nlu.picture import draw

        draw(outcomes, picture)
    return outcomes


def read_examples(file: Path) -> list[tuple[str, str]]:
    """(text, intent) of a file in any of Rasa's NLU formats. Raises `BadInput`."""
    if not file.is_file():
        raise BadInput(f"{file} is not a file")
    from rasa.shared.nlu.constants import INTENT, TEXT
    from rasa.shared.nlu.training_data.loading import load_data

    try:
        data = load_data(str(file))
    except Exception as error:  # Rasa's readers raise whatever their parsers raise
        raise BadInput(f"{file} cannot be read as Rasa NLU data: {_first_line(error)}") from error
    examples = [(message.get(TEXT), message.get(INTENT)) for message in data.intent_examples if message.get(TEXT)]
    if not examples:
        raise BadInput(f"{file} holds no examples of intents")
    return examples


def load_agent(model: Path | None) -> Agent:
    """The trained model, the newest of models/ when none is named. Raises `BadInput`."""
    from rasa.core.agent import Agent
    from rasa.model import get_latest_model

    from bot import rasa_speed

    path = model or (get_latest_model(str(MODELS)) if MODELS.is_dir() else None)
    if path is None or not Path(path).exists():
        raise BadInput(f"there is no model at {path or MODELS}; train one with: make train")
    rasa_speed.apply()  # as the server does, so that the time of a message is the server's
    try:
        return Agent.load(str(path))
    except Exception as error:  # a damaged archive fails in many ways
        raise BadInput(f"{path} cannot be loaded as a model: {_first_line(error)}") from error


async def _route(agent: Agent, examples: Sequence[tuple[str, str]]) -> list[Outcome]:
    for text, _ in examples[:WARM_UP]:
        await agent.parse_message(text)
    return [await _outcome(agent, text, intent) for text, intent in examples]


async def _outcome(agent: Agent, text: str, intent: str) -> Outcome:
    from bot.nlu.measures import OUT_OF_SCOPE, Outcome

    started = time.perf_counter()
    parsed = await agent.parse_message(text)
    milliseconds = (time.perf_counter() - started) * 1000
    ranking = [entry for entry in parsed.get("intent_ranking") or [parsed["intent"]] if entry["name"] != "nlu_fallback"]
    first: dict[str, Any] = ranking[0] if ranking else {"name": OUT_OF_SCOPE, "confidence": 0.0}
    known = [entry["confidence"] for entry in ranking if entry["name"] != OUT_OF_SCOPE]
    return Outcome(
        text=text,
        intent=intent,
        predicted=parsed["intent"]["name"] or "nlu_fallback",
        first_choice=first["name"],
        confidence=float(first["confidence"]),
        familiarity=float(parsed.get("familiarity", max(known, default=0.0))),  # a pipeline without ours: confidence
        milliseconds=milliseconds,
    )


def _table(figures: Figures, confused: Sequence[tuple[str, str, int]]) -> Iterator[str]:
    yield f"{'intent':34} {'examples':>8} {'precision':>9} {'recall':>7} {'f1':>6} {'rejected':>8}"
    for intent, one in sorted(figures.per_intent.items(), key=lambda item: item[1].f1):
        yield f"{intent:34} {one.examples:8} {one.precision:9.3f} {one.recall:7.3f} {one.f1:6.3f} {one.rejected:8}"
    if confused:
        yield "\nmost often confused (right -> predicted)"
        yield from (f"{count:4}  {intent} -> {predicted}" for intent, predicted, count in confused[:15])
    yield ""
    named = ("accuracy", "macro_f1", "ece", "oos_auroc", "oos_recall", "in_scope_accepted")
    yield "  ".join(f"{name} {_shown(getattr(figures, name))}" for name in named)
    yield f"{figures.examples} examples, {len(figures.errors)} wrong, {figures.p50_ms:.1f} ms a message (median)"


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _check_picture(path: Path | None) -> None:
    from bot.nlu.picture import FORMATS

    if path is None:
        return
    if path.suffix.lower() not in FORMATS:
        raise BadInput(f"{path}: a picture ends in {', '.join(FORMATS)}")
    if not path.parent.is_dir():
        raise BadInput(f"{path.parent} is not a folder")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.nlu.evaluate", description="Measure intent routing.")
    parser.add_argument("--file", type=Path, required=True, help="labelled messages in Rasa's NLU format")
    parser.add_argument("--model", type=Path, help="a trained model; the newest of models/ when not given")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of a table")
    parser.add_argument("--picture", type=Path, help="write the confusion picture to this .html, .svg or .png")
    return parser


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _be_quiet() -> None:
    """Rasa and TensorFlow talk while they load; only figures belong on the screen."""
    os.environ.update({"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"})
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    warnings.showwarning = lambda *_args, **_kwargs: None  # they set filters of their own
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


if __name__ == "__main__":
    sys.exit(main())
