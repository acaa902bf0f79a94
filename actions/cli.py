"""`./usher`: the command line."""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from actions.errors import UsherError
from actions.systems.cli import systems_app

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Usher's command line"
)
evaluate = typer.Typer(no_args_is_help=True, help="Measure how well Usher routes, searches and recommends")
app.add_typer(evaluate, name="eval")
app.add_typer(systems_app, name="systems")
for _module in ("inspect", "draft"):  # each registers its command on the sub-app
    importlib.import_module(f"actions.systems.{_module}.cli")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON")]


def _called_from(value: str) -> Path:
    """A path as the caller meant it: the launcher changes to Usher's own folder."""
    return Path(os.environ.get("USHER_CALLED_FROM", ".")) / value


AFile = Annotated[Path, typer.Option("--file", parser=_called_from, metavar="FILE", help="The file to read")]


def _out() -> Console:
    console = Console(highlight=False, soft_wrap=True)
    return console if console.is_terminal else Console(highlight=False, soft_wrap=True, width=160)


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


@app.command("settings")
def show_settings(as_json: AsJson = False) -> None:
    """List every setting, what it means and what is set. Secrets are never shown."""
    from actions.settings_list import all_settings

    rows = all_settings()
    if as_json:
        _print_json([row._asdict() for row in rows])
        return
    table = Table("setting", "side", "value", "meaning", box=None, padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(row.name, row.side, row.value, row.meaning)
    _out().print(table)


@app.command("index")
def build_index(
    if_needed: Annotated[bool, typer.Option("--if-needed", help="Do nothing while the content is unchanged")] = False,
) -> None:
    """Build the search index and the recommender from the connected systems."""
    from actions.indexing import rebuild

    done = rebuild(only_if_needed=if_needed, tell=lambda line: _out().print(line))
    if not done:
        _out().print("The index is up to date.")


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What a customer would write")],
    customer: Annotated[
        str | None, typer.Option(help="Ask as this customer (id, or a story of the demo company)")
    ] = None,
    locale: Annotated[str, typer.Option(help="BCP 47 language and territory")] = "en-GB",
    as_json: AsJson = False,
) -> None:
    """Answer an open question outside Rasa, with the facts and what the gate refused."""
    from actions.asking import ask_once, show
    from demo.stories import customer_of

    result = asyncio.run(ask_once(question, customer and customer_of(customer), locale))
    if as_json:
        _print_json(result)
    else:
        show(result, _out())


@app.command()
def gate(file: AFile, as_json: AsJson = False) -> None:
    """Judge sentences against given facts (JSON lines; see docs/gate.md)."""
    from actions.answers.gate.cases import run_gate

    raise typer.Exit(run_gate(file, as_json))


@app.command()
def token(
    customer: Annotated[str, typer.Option(help="The customer's id, e.g. one that the demo site lists")],
    age: Annotated[int, typer.Option(help="Seconds since the customer signed in")] = 0,
) -> None:
    """Print a site token of the demo company, as its website would sign it."""
    from demo.client import token_for

    sys.stdout.write(token_for(customer, signed_in_seconds_ago=age) + "\n")


@app.command(
    "messenger", add_help_option=False, context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def messenger(arguments: typer.Context) -> None:
    """Set the Messenger pages up: setup, show, remove (docs/channels.md)."""
    command = ["bot/.venv/bin/python", "-m", "bot.serve", "messenger", *arguments.args]
    raise typer.Exit(subprocess.run(command, check=False).returncode)  # noqa: S603 - our own module, no shell


@app.command("use-cases")
def use_cases(as_json: AsJson = False) -> None:
    """Show which use cases are ready, which are off, and why."""
    from actions.readiness import print_readiness, readiness

    rows = readiness()
    if as_json:
        _print_json([row._asdict() for row in rows])
    else:
        print_readiness(rows, _out())


@app.command()
def report(
    out: Annotated[str | None, typer.Option(help="Where to write the page; var/report.html when not given")] = None,
) -> None:
    """Write one page for the people who decide: systems, data flows, use cases, owners, fields, what is open."""
    from actions.report.page import write_report

    path = _called_from(out) if out else Path("var/report.html")
    counts = write_report(path)
    _out().print(f"wrote {path}: " + ", ".join(f"{count} {state}" for state, count in counts.items()), markup=False)


@evaluate.command("nlu")
def eval_nlu(
    file: AFile,
    as_json: AsJson = False,
    picture: Annotated[str | None, typer.Option(help="Write the confusion picture here")] = None,
) -> None:
    """Route every example of a Rasa NLU test file through the trained model."""
    command = ["bot/.venv/bin/python", "-m", "bot.nlu.evaluate", "--file", str(file.absolute())]
    command += ["--json"] if as_json else []
    command += ["--picture", str(_called_from(picture).absolute())] if picture else []
    raise typer.Exit(subprocess.run(command, check=False).returncode)  # noqa: S603 - our own module, no shell


@evaluate.command("search")
def eval_search(as_json: AsJson = False) -> None:
    """Look up every title with a typo and measure hits and time."""
    from actions.evaluation import search_figures

    _figures(search_figures, as_json)


@evaluate.command("recommend")
def eval_recommend(as_json: AsJson = False) -> None:
    """Leave each customer's last title out and see whether it is recommended."""
    from actions.evaluation import recommend_figures

    _figures(recommend_figures, as_json)


@evaluate.command("conversations")
def eval_conversations(
    file: Annotated[
        Path, typer.Option("--file", parser=_called_from, metavar="PATH", help="A file or folder of conversations")
    ] = Path("tests/stack/conversations"),
    as_json: AsJson = False,
) -> None:
    """Hold written conversations with the running bot, and check what it said and on which records."""
    from actions.rehearsal.command import evaluate as hold
    from actions.rehearsal.command import show
    from actions.settings import settings
    from demo.rehearsing import opener
    from demo.stories import customer_of

    tell = (lambda line: None) if as_json else (lambda line: _out().print(line, markup=False))
    done = hold(file, settings(), lambda url: opener(url, settings().demo), customer_of, tell)
    if as_json:
        _print_json(done.as_json())
    else:
        show(done, _out())
    raise typer.Exit(any(outcome.wrong for outcome in done.outcomes))


@evaluate.command("answers")
def eval_answers(
    model: Annotated[
        Literal["composer", "endpoint", "adversaries", "truthful", "paraphrases"],
        typer.Option(help="Who words the answers"),
    ] = "composer",
    cases: Annotated[
        str | None, typer.Option(metavar="FILE", help="The questions; the demo company's when not given")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask only so many of them, spread over all")] = None,
    seconds: Annotated[float, typer.Option(help="What the configured model has for an answer")] = 10.0,
    as_json: AsJson = False,
) -> None:
    """Ask hundreds of open questions and see what was said: by the composer, the configured model, or liars."""
    from actions.answers.evaluation.run import summary
    from actions.evaluation import answer_figures

    file = _called_from(cases) if cases else None
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("Asking", total=None)

        def tell(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        result = asyncio.run(answer_figures(file, model, limit, seconds, tell))
    _figures(lambda: result if as_json else summary(result), as_json)
    if any(found.get("unsupported_shown") for found in result.values()):
        raise typer.Exit(1)


def _figures(measure: Callable[[], Mapping[str, Any]], as_json: bool) -> None:
    figures = measure()
    if as_json:
        _print_json(figures)
        return
    for name, value in figures.items():
        _out().print(f"{name:36} {value}", markup=False)


def main() -> int:
    """Run a command; a mistake of the caller's is one line and exit status 2."""
    try:
        status = app(prog_name="usher", standalone_mode=False)
    except UsherError as error:
        sys.stderr.write(f"usher: {error}\n")
        return 2
    except typer.Exit as stop:
        return stop.exit_code
    except typer.Abort:
        return 130
    except Exception as error:
        if hasattr(error, "format_message"):
            sys.stderr.write(f"usher: {error.format_message()}\n")
            return 2
        raise
    return status if isinstance(status, int) else 0


if __name__ == "__main__":
    sys.exit(main())
