"""Facts from what the company has written down."""

from __future__ import annotations

from actions.facts.model import Fact, fact
from actions.systems.entities import HelpArticle


def help_fact(row: HelpArticle) -> Fact:
    return fact(
        f"help:{row.id}", "help_article", source=row.source, key=row.id, as_of=row.as_of,
        help_title=row.name, topic=row.topic, question=row.question, body=row.body, url=row.url,
    )  # fmt: skip
