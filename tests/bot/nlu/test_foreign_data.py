"""`rasa train nlu` with our pipeline on somebody else's data in Rasa's format: nothing in it is about our own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.bot.nlu.conftest import BAKERY

_QUIET = {"RASA_TELEMETRY_ENABLED": "false"}
_UNSEEN = {
    "order_cake": ["a birthday cake for friday please", "I want to order a lemon cake for 20 people"],
    "opening_hours": ["are you open on saturday", "what time do you open tomorrow"],
    "allergens": ["does the muffin contain milk", "is the cheesecake gluten free"],
    "out_of_scope": ["who won the election", "book me a hotel in rome"],
}


def _rasa_file(path: Path, data: dict[str, list[str]]) -> Path:
    intents = [{"intent": name, "examples": "".join(f"- {text}\n" for text in texts)} for name, texts in data.items()]
    path.write_text(yaml.safe_dump({"version": "3.1", "nlu": intents}), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bakery's model, trained by Rasa's own command with the project's `config.yml`."""
    folder = tmp_path_factory.mktemp("bakery")
    (folder / "domain.yml").write_text(yaml.safe_dump({"version": "3.1", "intents": list(BAKERY)}), encoding="utf-8")
    nlu = _rasa_file(folder / "nlu.yml", BAKERY)
    command = [sys.executable, "-m", "rasa", "train", "nlu", "--nlu", str(nlu), "--config", "config.yml"]
    command += ["--domain", str(folder / "domain.yml"), "--out", str(folder / "models")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, env={**os.environ, **_QUIET})
    assert done.returncode == 0, done.stderr[-2000:]
    return next((folder / "models").glob("*.tar.gz"))


def test_the_pipeline_learns_anybody_s_intents_without_a_change_of_code(model: Path, tmp_path: Path) -> None:
    file = _rasa_file(tmp_path / "unseen.yml", _UNSEEN)
    command = [sys.executable, "-m", "bot.nlu.evaluate", "--file", str(file), "--model", str(model), "--json"]

    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)

    figures = json.loads(done.stdout.splitlines()[-1])
    assert set(figures["per_intent"]) == {"order_cake", "opening_hours", "allergens"}
    assert figures["accuracy"] >= 0.8
