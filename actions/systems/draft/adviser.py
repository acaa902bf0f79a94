"""The language model as an adviser of a draft: it chooses among candidates, by number."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from openai import OpenAI, OpenAIError

from actions.errors import SettingError, SystemUnavailable
from actions.settings import settings
from actions.systems.draft.choosing import Choices
from actions.systems.draft.finding import Candidate
from actions.systems.draft.questions import Question, column_questions, table_questions

_SECONDS = 60.0
_AT_ONCE = 20
_TASK = (
    "You map a company's database to known entities. For each numbered question choose the option that fits its "
    "meaning best, or null if none does. Answer with JSON only: "
    '{"answers": {"<question number>": <option number or null>}}. Options are numbered from 1.'
)


class ModelAdviser:
    """Asks an OpenAI-compatible endpoint. What it answers is taken only where it is one of the options."""

    def __init__(self, client: OpenAI, model: str) -> None:
        self._client = client
        self._model = model

    @classmethod
    def configured(cls) -> ModelAdviser:
        """The endpoint of the settings. Raises `SettingError` where there is none."""
        chosen = settings()
        if not chosen.model_configured:
            raise SettingError("--with-model needs a model: set OPENAI_API_KEY, or OPENAI_BASE_URL")
        key = chosen.openai_api_key.get_secret_value() if chosen.openai_api_key else "not-needed"
        client = OpenAI(api_key=key, base_url=chosen.openai_base_url, timeout=_SECONDS, max_retries=1)
        return cls(client, chosen.model or _only_model(client))

    def tables(self, found: Mapping[str, Sequence[Candidate]]) -> Mapping[str, str]:
        """Entity -> the name of its relation, for the entities it has an opinion on."""
        return {about[0]: name for about, name in self._ask(table_questions(found)).items()}

    def columns(self, choices: Choices) -> Mapping[tuple[str, str], str]:
        """(Entity, field) -> the name of its source, for the fields it has an opinion on."""
        return {(about[0], about[1]): name for about, name in self._ask(column_questions(choices)).items()}

    def _ask(self, questions: Sequence[Question]) -> dict[tuple[str, ...], str]:
        answers: dict[tuple[str, ...], str] = {}
        for start in range(0, len(questions), _AT_ONCE):
            some = questions[start : start + _AT_ONCE]
            answers |= chosen_options(some, self._reply(some))
        return answers

    def _reply(self, questions: Sequence[Question]) -> str:
        body = json.dumps({str(at): question.body for at, question in enumerate(questions, 1)})
        try:
            reply = self._client.chat.completions.create(
                model=self._model,
                messages=[{"role": "system", "content": _TASK}, {"role": "user", "content": body}],
            )
        except OpenAIError as error:
            raise SystemUnavailable("language model", " ".join(str(error).split())[:200]) from None
        return (reply.choices[0].message.content if reply.choices else None) or ""


def chosen_options(questions: Sequence[Question], reply: str) -> dict[tuple[str, ...], str]:
    """The options that a reply chooses; whatever in it is no option is passed over."""
    found = re.search(r"\{.*\}", reply, re.DOTALL)
    try:
        answers = json.loads(found.group(0)).get("answers", {}) if found else {}
    except (ValueError, AttributeError):
        return {}
    chosen = {}
    for at, question in enumerate(questions, 1):
        pick = answers.get(str(at)) if isinstance(answers, dict) else None
        if isinstance(pick, int) and not isinstance(pick, bool) and 1 <= pick <= len(question.options):
            chosen[question.about] = question.options[pick - 1]
    return chosen


def _only_model(client: OpenAI) -> str:
    try:
        models = [model.id for model in client.models.list()]
    except OpenAIError as error:
        raise SystemUnavailable("language model", " ".join(str(error).split())[:200]) from None
    if len(models) != 1:
        raise SettingError("set USHER_MODEL: the endpoint serves several models")
    return models[0]
