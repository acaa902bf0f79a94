"""What is known of a deployment at one moment: its systems as the check found them, its use cases, its settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from sqlalchemy.engine import URL

from actions.answers.composer import read_wordings
from actions.catalogue.help import LIKELY, answering
from actions.catalogue.index import Index, IndexMissing
from actions.clock import Calendar
from actions.indexing import INDEX, read_examples
from actions.settings import Settings
from actions.systems.check.report import Finding, Report, SystemReport
from actions.systems.check.run import check_all
from actions.systems.connected import connect_all
from actions.systems.entities import HelpArticle
from actions.systems.folder import SystemFolder
from actions.use_cases import UseCases, read_use_cases

Tell = Callable[[str], None]
CREDENTIALS = Path("credentials.yml")
_PRODUCTS = {
    "sqlite": "SQLite", "postgresql": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB", "mssql": "SQL Server",
    "oracle": "Oracle", "snowflake": "Snowflake", "bigquery": "BigQuery", "redshift": "Redshift",
}  # fmt: skip

_CHANNELS = {"web": "Web chat", "slack": "Slack", "messenger": "Messenger", "whatsapp": "WhatsApp"}


@dataclass(frozen=True)
class Surveyed:
    """A connected system. `product` is what its database is called, `about` the first sentence of its file."""

    folder: SystemFolder
    product: str
    about: str
    report: SystemReport

    @property
    def name(self) -> str:
        return self.folder.name


@dataclass(frozen=True)
class Survey:
    """`examples` counts the router's training examples per use case. `articles` names the help article that answers
    a use case, for those that one answers; None: there is no index to ask. `channels` are those that are open.
    `provider` is the host that words open answers; None: no model does. `read_at` is in the company's zone."""

    company: str
    systems: Sequence[Surveyed]
    cases: UseCases
    wordings: Mapping[str, str]
    examples: Mapping[str, int]
    articles: Mapping[str, str] | None
    takes_requests: bool
    channels: Sequence[str]
    provider: str | None
    read_at: dt.datetime
    between: Sequence[Finding] = ()

    def called(self, use_case: str) -> str:
        """A use case in a customer's words, as on the bot's own buttons."""
        return self.wordings.get(f"utter_case_{use_case}", use_case.replace("_", " ").capitalize())

    @property
    def off_words(self) -> str:
        return self.wordings.get("utter_use_case_off", "")


def survey(chosen: Settings, environment: Mapping[str, str], tell: Tell = lambda _: None) -> Survey:
    """Look at everything. Raises `UsherError` in one line; a system that is down is in the survey."""
    cases = read_use_cases(chosen.use_cases)
    wordings = read_wordings(chosen.responses)
    examples = {name: len(said) for name, said in read_examples(chosen.examples).items()}
    tell("Checking the connected systems")
    report = check_all(chosen.systems, environment, needs={name: one.all_needs for name, one in cases.by_name.items()})
    tell("Looking for the help articles that answer")
    calendar = Calendar(chosen.time_zone)
    return Survey(
        company=chosen.company, systems=_systems(chosen, environment, report), cases=cases, wordings=wordings,
        examples=examples, articles=_articles(chosen, cases, wordings),
        takes_requests=bool(chosen.requests_url and chosen.requests_secret), channels=open_channels(CREDENTIALS),
        provider=_provider(chosen), read_at=calendar.local(calendar.now()), between=report.between,
    )  # fmt: skip


def open_channels(path: Path) -> tuple[str, ...]:
    """What Rasa's server opens, as people call it."""
    if not path.is_file():
        return ()
    opened = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    words = [(str(name), str(name).lower().split(".")) for name in opened]
    return tuple(next((_CHANNELS[word] for word in parts if word in _CHANNELS), name) for name, parts in words)


def _provider(chosen: Settings) -> str | None:
    if not chosen.model_configured:
        return None
    return urlsplit(chosen.openai_base_url or "https://api.openai.com").hostname or "an endpoint"


def _systems(chosen: Settings, environment: Mapping[str, str], report: Report) -> tuple[Surveyed, ...]:
    found = {one.system: one for one in report.systems}
    connected = connect_all(chosen.systems, environment)
    connected.close()
    return tuple(
        Surveyed(
            one.folder, _product(one.url), first_sentence(chosen.systems / one.name / "system.yml"), found[one.name]
        )
        for one in sorted(connected.systems, key=lambda one: one.name)
    )


def _product(url: URL) -> str:
    return _PRODUCTS.get(url.get_backend_name(), url.get_backend_name())


def first_sentence(path: Path) -> str:
    """Of the comment that a file begins with, in YAML or SQL; empty where it begins with none."""
    said = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith(("#", "--")):
            break
        said.append(line.lstrip("#- "))
    return " ".join(said).partition(". ")[0].rstrip(".").strip()


def _articles(chosen: Settings, cases: UseCases, wordings: Mapping[str, str]) -> Mapping[str, str] | None:
    try:
        index = Index.open(chosen.index / INDEX)
    except IndexMissing:
        return None
    found = {}
    for name, use_case in cases.by_name.items():
        if use_case.answered_by == "help" and index.counts().get("help_article"):
            best = answering(index, wordings.get(f"utter_case_{name}", ""), intents={name: 1.0}, limit=1)
            if best and best[0].score >= LIKELY:
                found[name] = index.all(HelpArticle)[best[0].id].name
    return found
