from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu import evaluate
from bot.nlu.measures import Outcome
from bot.nlu.picture import draw

YAML = 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - hello\n    - hi [there](where)\n'
JSON = '{"rasa_nlu_data": {"common_examples": [{"text": "hello", "intent": "greet", "entities": []}]}}'
OUTCOMES = [
    Outcome("a", "greet", "greet", "greet", 0.9, 0.5, 1.0),
    Outcome("b", "out_of_scope", "greet", "greet", 0.4, 0.1, 1.0),
]


def test_examples_are_read_without_the_marks_of_their_entities(tmp_path: Path) -> None:
    (tmp_path / "nlu.yml").write_text(YAML)

    assert evaluate.read_examples(tmp_path / "nlu.yml") == [("hello", "greet"), ("hi there", "greet")]


def test_rasas_json_format_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "nlu.json").write_text(JSON)

    assert evaluate.read_examples(tmp_path / "nlu.json") == [("hello", "greet")]


@pytest.mark.parametrize("content", ["", "nlu: [", 'version: "3.1"\nnlu: []\n', "just words"])
def test_a_file_without_examples_ends_with_one_line_that_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    (tmp_path / "nlu.yml").write_text(content)

    with pytest.raises(evaluate.BadInput, match=r"nlu\.yml"):
        evaluate.evaluate(tmp_path / "nlu.yml", None, None)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(evaluate.BadInput, match=r"gone\.yml is not a file"):
        evaluate.evaluate(tmp_path / "gone.yml", None, None)


def test_a_missing_or_damaged_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.tar.gz").write_bytes(b"no archive")

    with pytest.raises(evaluate.BadInput, match="there is no model at"):
        evaluate.load_agent(tmp_path / "none.tar.gz")
    with pytest.raises(evaluate.BadInput, match="cannot be loaded as a model"):
        evaluate.load_agent(tmp_path / "broken.tar.gz")


def test_a_picture_is_refused_before_anything_is_measured(tmp_path: Path) -> None:
    (tmp_path / "nlu.yml").write_text(YAML)

    with pytest.raises(evaluate.BadInput, match="a picture ends in"):
        evaluate.evaluate(tmp_path / "nlu.yml", None, tmp_path / "picture.txt")
    with pytest.raises(evaluate.BadInput, match="is not a folder"):
        evaluate.evaluate(tmp_path / "nlu.yml", None, tmp_path / "none" / "picture.png")


@pytest.mark.parametrize(
    ("name", "start"), [("p.png", b"\x89PNG"), ("p.svg", b"<?xml"), ("p.html", b"<!doctype html>")]
)
def test_a_picture_is_of_the_kind_its_name_says(tmp_path: Path, name: str, start: bytes) -> None:
    draw(OUTCOMES, tmp_path / name)

    assert (tmp_path / name).read_bytes().startswith(start)
