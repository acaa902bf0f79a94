"""Rasa's inner loops, sped up: the same outcome as Rasa's own."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.core.featurizers.tracker_featurizers import MaxHistoryTrackerFeaturizer
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot import rasa_speed

POLICY = object.__new__(RulePolicy)

intents = st.sampled_from(["greet", "cancel", "deny", None, "should_not_be_set"])
actions = st.sampled_from(["action_listen", "action_cancel", "utter_greet", None])
slots = st.dictionaries(st.sampled_from(["reason", "plan"]), st.sampled_from(["x", "should_not_be_set"]), max_size=2)


@st.composite
def states(draw: st.DrawFn) -> dict[str, Any]:
    state: dict[str, Any] = {}
    if intent := draw(intents):
        state["user"] = {"intent": intent}
    if action := draw(actions):
        state["prev_action"] = {"action_name": action}
    if values := draw(slots):
        state["slots"] = values
    return state


rules = st.lists(states(), min_size=1, max_size=3)


@given(st.lists(rules, max_size=12), st.lists(states(), max_size=5))
def test_the_same_rules_fit(known: list[list[dict[str, Any]]], conversation: list[dict[str, Any]]) -> None:
    lookup = {json.dumps(rule, sort_keys=True): "utter_x" for rule in known}

    expected = RulePolicy._get_possible_keys(POLICY, lookup, conversation)

    assert rasa_speed.possible_rules(POLICY, lookup, conversation) == expected


class Adding:
    """A node of a graph: its name, and the sum of what it gets and one."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *inputs: tuple[str, int]) -> tuple[str, int]:
        return self.name, 1 + sum(value for _, value in inputs)


def runner(**needs: list[str]) -> Any:
    nodes = {
        name: SchemaNode(needs={need: need for need in of}, uses=None, fn="", constructor_name="", config={})  # type: ignore[arg-type]
        for name, of in needs.items()
    }
    made = SimpleNamespace(
        _graph_schema=GraphSchema(nodes),
        _instantiated_nodes={name: Adding(name) for name in nodes},
        _execution_context=None,
    )
    made._build_dask_graph = lambda schema: DaskGraphRunner._build_dask_graph(made, schema)
    made._add_inputs_to_graph = DaskGraphRunner._add_inputs_to_graph
    return made


def test_a_graph_gives_what_dask_gives_every_time() -> None:
    graph = runner(d=["b", "c"], b=["a"], c=["a", "message"], a=["message"], unused=["message"])

    for value in (5, 7):
        expected = DaskGraphRunner.run(graph, {"message": value}, ["d", "b"])

        assert rasa_speed.run_graph(graph, {"message": value}, ["d", "b"]) == expected


def test_a_failing_node_fails_the_run() -> None:
    graph = runner(a=["message"])

    def fails(*_: object) -> None:
        raise RuntimeError("broken")

    graph._instantiated_nodes["a"] = fails

    with pytest.raises(GraphRunError):
        rasa_speed.run_graph(graph, {"message": 1}, ["a"])


DOMAIN = Domain.from_dict(
    {
        "intents": ["greet", "cancel"],
        "entities": ["reason"],
        "slots": {"open": {"type": "bool", "influence_conversation": True, "mappings": [{"type": "custom"}]}},
        "actions": ["action_cancel"],
        "forms": {"cancel_form": {"required_slots": []}},
    }
)
LONGEST = 3
REPLAYING: Any = object.__new__(RulePolicy)
REPLAYING.lookup = {RULES: {json.dumps([{"prev_action": {"action_name": "action_cancel"}}] * LONGEST): "utter_x"}}
REPLAYING._Policy__featurizer = MaxHistoryTrackerFeaturizer()

said = st.builds(
    lambda intent, entities: UserUttered(
        "words", {"name": intent}, [{"entity": one, "value": "x"} for one in entities]
    ),
    st.sampled_from(["greet", "cancel"]),
    st.lists(st.just("reason"), max_size=1),
)
happenings = st.one_of(
    said,
    st.sampled_from(["action_listen", "action_cancel", "cancel_form"]).map(ActionExecuted),
    st.booleans().map(lambda value: SlotSet("open", value)),
    st.sampled_from(["cancel_form", None]).map(ActiveLoop),
    st.sampled_from([ActionReverted, UserUtteranceReverted, Restarted, SessionStarted]).map(lambda kind: kind()),
)


@given(st.lists(st.tuples(happenings, st.booleans()), max_size=25))
def test_the_last_states_are_those_of_a_whole_replay(happened: list[tuple[Event, bool]]) -> None:
    tracker = DialogueStateTracker.from_events("c", [], DOMAIN.slots)

    for event, text in happened:
        tracker.update(event)
        whole = RulePolicy.__base__._prediction_states(REPLAYING, tracker, DOMAIN, text)  # type: ignore[union-attr]

        assert rasa_speed.last_states(REPLAYING, tracker, DOMAIN, text) == whole[-LONGEST:]
