"""Conversations written down: what is said, and what has to come back. See docs/conversations.md.

The format is Rasa's end-to-end test format (`test_cases` with `user`, `bot`, `utter` and `slot_was_set`) and a few steps
more. A `use_cases` section writes the usual four cases of each use case from one question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from actions.errors import SettingError
from actions.identity import Level
from actions.systems.yaml_file import read_yaml
from actions.use_cases import UseCases

LONG_AGO = 3600
"""Seconds after which a sign-in is not recent."""
Kind = Literal["happy", "digression", "identity", "missing", "dialogue"]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(_Section):
    """A row of a connected system, read with a query of its own. `as_` is bound as ``:customer``; None: nobody is."""

    system: str = Field(description="The system's name, as its folder is called")
    sql: str
    as_: str | None = Field(None, alias="as")


class Step(_Section):
    """One thing done (`user`, `press`) or expected. Texts may hold figures: ``{next.amt:money}``."""

    user: str | None = None
    press: str | None = None
    bot: str | None = Field(None, description="The whole text of one message")
    utter: str | None = Field(None, description="The wording that one message was said with")
    slot_was_set: Sequence[Mapping[str, Any] | str] | None = None
    says: Sequence[str] = Field((), description="Each stands in what was said")
    never_says: Sequence[str] = ()
    facts: Sequence[str] = Field((), description="Records that stand behind it; a kind alone is one of that kind")
    no_facts: bool = False
    offers: Sequence[str] = Field((), description="Titles, or parts of them, of choices that are offered")
    silent: bool = False

    @property
    def acts(self) -> bool:
        return self.user is not None or self.press is not None


class Case(_Section):
    """A conversation. `as_` is a customer's id or story, which a figure may hold; None: a visitor.

    `signed_in_seconds_ago`: how long the sign-in is past.
    """

    name: str = Field(alias="test_case")
    steps: Sequence[Step]
    use_case: str | None = None
    kind: Kind = "dialogue"
    as_: str | None = Field(None, alias="as")
    signed_in_seconds_ago: int = 0
    locale: str = "en-GB"
    fixtures: Sequence[Any] = ()
    metadata: Any = None


class UseCaseTalk(_Section):
    """One question of a use case, from which four conversations are made.

    `begins`: whether the answer begins a request. `again`: whether the question can be put in the middle of a
    cancellation; false: another question is put in between.
    """

    ask: str
    also: Sequence[str] = Field((), description="The same question in other words")
    as_: str | None = Field(None, alias="as")
    says: Sequence[str] = ()
    never_says: Sequence[str] = ()
    facts: Sequence[str] = ()
    offers: Sequence[str] = ()
    begins: bool = Field(False, description="Whether the answer begins a request, which takes a cancellation's place")
    again: str | bool = Field(True, description="Who asks in the middle of a cancellation; true: the same customer")
    missing: Sequence[str] = Field((), description="What is said where no connected system has the data")


class _File(_Section):
    figures: Mapping[str, Figure] = {}
    use_cases: Mapping[str, UseCaseTalk] = {}
    test_cases: Sequence[Case] = ()


class Script(_Section):
    """All conversations of a folder, and the figures that they speak of."""

    figures: Mapping[str, Figure]
    cases: Sequence[Case]


def read_script(path: Path, use_cases: UseCases) -> Script:
    """A file or all of a folder. Raises `SettingError` in one line for what cannot be read."""
    files = sorted(path.glob("*.yml")) if path.is_dir() else [path]
    if not files:
        raise SettingError(f"{path}: holds no conversations")
    read = [_read(file) for file in files]
    figures: dict[str, Figure] = {}
    for path, file in zip(files, read, strict=True):
        if twice := figures.keys() & file.figures.keys():
            raise SettingError(f"{path}: figures: {min(twice)}: another file has a figure of this name")
        figures |= file.figures
    made = [case for file in read for name, talk in file.use_cases.items() for case in _usual(name, talk, use_cases)]
    return Script(figures=figures, cases=[*made, *(case for file in read for case in file.test_cases)])


def _read(path: Path) -> _File:
    file = read_yaml(path)
    try:
        return _File.model_validate(file.content)
    except ValidationError as error:
        first = error.errors()[0]
        place = tuple(str(part) for part in first["loc"])
        raise SettingError(f"{file.at(place)}: {'.'.join(place)}: {first['msg']}") from None


def _usual(name: str, talk: UseCaseTalk, use_cases: UseCases) -> Iterator[Case]:
    """The use case asked by whom it is for; in the middle of a cancellation; by whom it is not for; without data."""
    expected = Step(says=talk.says, never_says=talk.never_says, facts=talk.facts, offers=talk.offers)
    asked = Step(user=talk.ask)
    yield _case(name, "happy", "is answered", talk.as_, [asked, expected])
    for words in talk.also:
        yield _case(name, "happy", f"is answered: {words}", talk.as_, [Step(user=words), expected])
    yield _case(name, "digression", *_digression(talk, asked, expected))
    if use_cases.by_name[name].identity is Level.ANYONE:
        told = Step(never_says=_own(talk)) if talk.as_ else expected
        yield _case(name, "identity", "needs no sign-in, and tells a visitor nothing of anybody’s", None, [asked, told])
    for level, asker, age in _too_weak(use_cases.by_name[name].identity, talk.as_):
        refused = Step(never_says=_own(talk), offers=["Sign in"])
        yield _case(name, "identity", f"is not told to {level}", asker, [asked, refused], age)
    honest = Step(
        says=list(talk.missing), never_says=["£", "€", "Yes", "something went wrong"], no_facts=True, offers=["person"]
    )
    yield _case(name, "missing", "is honest where no system has the data", talk.as_, [asked, honest])


def _digression(talk: UseCaseTalk, asked: Step, expected: Step) -> tuple[str, str | None, list[Step]]:
    """The claim, who asks, and the steps: within a cancellation, or with another question in between."""
    left = [Step(user="never mind"), Step(says=["Nothing was changed"])]
    if talk.again:
        who = talk.again if isinstance(talk.again, str) else talk.as_ or "roku"
        flow = [Step(user="I want to cancel my subscription"), Step(says=["May I ask why"])]
        goes_on = Step(says=["I've left the other request"] if talk.begins else ["May I ask why"])
        claim = "takes the place of a cancellation" if talk.begins else "is answered while cancelling, which goes on"
        return claim, who, [*flow, asked, expected, goes_on, *left]
    between = [asked, expected, Step(user="do you have Nosferatu?"), Step(says=["Nosferatu"])]
    back = left if talk.begins else [asked, expected]
    return "goes on after a question in between", talk.as_, [*between, *back]


def _own(talk: UseCaseTalk) -> list[str]:
    return [one for one in talk.says if _is_own(one)]


def _is_own(text: str) -> bool:
    """Whether an expected text holds a figure that only the customer may read; help articles are for anybody."""
    return "{" in text and "{help_" not in text and "{plan_" not in text


def _too_weak(needed: Level, who: str | None) -> Iterator[tuple[str, str | None, int]]:
    """Everybody who is not known well enough: (in words, who asks, seconds since the sign-in)."""
    if needed is not Level.ANYONE:
        yield "a visitor", None, 0
    if needed is Level.SIGNED_IN_RECENTLY:
        yield "somebody who signed in long ago", who, LONG_AGO


def _case(name: str, kind: Kind, claim: str, who: str | None, steps: Sequence[Step], age: int = 0) -> Case:
    return Case(
        test_case=f"{name} {claim}", use_case=name, kind=kind, steps=steps, signed_in_seconds_ago=age, **{"as": who}
    )
