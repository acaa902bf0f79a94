"""Rasa's inner loops, done with less work and the same outcome. Call `apply()` once, before serving.

Rasa plans the graph of a message anew with dask for every message and prediction, compares the state of a
conversation with every rule there is, and replays the conversation from its beginning three times a turn to
get at its last states. Together that is a third of a turn's time. Here the plan of a graph is kept, rules are
looked up by the intent they wait for, and a replay goes on where the one before it ended. Nor is a domain
compared with an empty one for every message. Training stays as it is.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from graphlib import TopologicalSorter
from typing import Any

from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, SHOULD_NOT_BE_SET, RulePolicy
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.constants import PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT

Plan = tuple[tuple[str, tuple[str, ...]], ...]
State = dict[str, dict[str, Any]]


def apply() -> None:
    """Make Rasa use them; calling it again changes nothing."""
    DaskGraphRunner.run = run_graph
    RulePolicy._get_possible_keys = possible_rules
    RulePolicy._prediction_states = last_states
    Domain.is_empty = is_empty


def is_empty(self: Domain) -> bool:
    """Whether a domain says nothing at all; one that was loaded does not change."""
    if "_usher_empty" not in self.__dict__:
        self.__dict__["_usher_empty"] = _is_empty(self)
    return bool(self.__dict__["_usher_empty"])


_is_empty = Domain.is_empty


def run_graph(
    self: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """Run the nodes that `targets` need, one after another. Raises `GraphRunError`."""
    wanted = tuple(targets or self._graph_schema.target_names)
    # what a node hands on is its name with its output; an input looks the same
    done: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
    try:
        for name, needs in _plan(self, wanted):
            done[name] = self._instantiated_nodes[name](*(done.get(need, need) for need in needs))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return dict(done[target] for target in wanted)


def _plan(runner: DaskGraphRunner, targets: tuple[str, ...]) -> Plan:
    plans: dict[tuple[str, ...], Plan] = runner.__dict__.setdefault("_usher_plans", {})
    if targets not in plans:
        nodes = runner._graph_schema.minimal_graph_schema(list(targets)).nodes
        needs = {name: tuple(node.needs.values()) for name, node in nodes.items()}
        order = TopologicalSorter({name: [need for need in of if need in nodes] for name, of in needs.items()})
        plans[targets] = tuple((name, needs[name]) for name in order.static_order())
    return plans[targets]


def possible_rules(self: RulePolicy, lookup: dict[str, str], states: Sequence[State]) -> set[str]:
    """The rules that fit the conversation so far, as `RulePolicy` understands it."""
    rules = _index(self, lookup)
    possible = rules.waiting_for(states[-1]) if states else set(lookup)
    for age, state in enumerate(reversed(states)):
        if age >= rules.longest or not possible:
            break  # older states can rule nothing out
        possible = {key for key in possible if self._is_rule_applicable(key, age, state)}
    return possible


class _Rules:
    """Rules by the intent in their last state; None: they do not ask for one."""

    def __init__(self, lookup: dict[str, str]) -> None:
        self.lookup = lookup
        self.longest = 0
        self._by_intent: dict[Any, set[str]] = defaultdict(set)
        for key in lookup:
            rule = RulePolicy._rule_key_to_state(key)
            self.longest = max(self.longest, len(rule))
            self._by_intent[_intent(rule[-1]) if rule else None].add(key)

    def waiting_for(self, state: State) -> set[str]:
        """A superset of the rules that fit the latest state."""
        if not state.get(PREVIOUS_ACTION):
            return set(self.lookup)  # the beginning of a conversation fits rules whatever their intent
        intent = state.get(USER, {}).get(INTENT)
        return self._by_intent[None] | self._by_intent.get(intent, set())


def _intent(state: State) -> Any:
    intent = state.get(USER, {}).get(INTENT)
    return None if not intent or intent == SHOULD_NOT_BE_SET else intent


def _index(policy: RulePolicy, lookup: dict[str, str]) -> _Rules:
    known: dict[int, _Rules] = policy.__dict__.setdefault("_usher_rules", {})
    rules = known.get(id(lookup))
    if rules is None or rules.lookup is not lookup or len(rules.lookup) != len(lookup):
        rules = known[id(lookup)] = _Rules(lookup)
    return rules


def last_states(
    self: RulePolicy,
    tracker: DialogueStateTracker,
    domain: Domain,
    use_text_for_last_user_input: bool = False,
    rule_only_data: dict[str, Any] | None = None,
) -> list[State]:
    """The conversation's last states, as many as the longest rule looks at."""
    happened = tracker.applied_events()
    replay: _Replay | None = tracker.__dict__.get("_usher_replay")
    if replay is None or not replay.leads_to(happened):
        known = (self.lookup[RULES], self.lookup.get(RULES_FOR_LOOP_UNHAPPY_PATH, {}))
        replay = tracker.__dict__["_usher_replay"] = _Replay(tracker, max(_index(self, one).longest for one in known))
    states = replay.states(happened, domain)
    self.featurizer._choose_last_user_input([states], use_text_for_last_user_input)
    return states


class _Replay:
    """A tracker that follows another one, and its state before each of the last `length` actions."""

    def __init__(self, tracker: DialogueStateTracker, length: int) -> None:
        self._past = tracker.init_copy()
        self._seen: list[Event] = []
        self._before: deque[State] = deque(maxlen=max(length - 1, 0))

    def leads_to(self, happened: Sequence[Event]) -> bool:
        """Whether the conversation only went on since; otherwise something in it was taken back."""
        known = zip(happened, self._seen, strict=False)
        return len(self._seen) <= len(happened) and all(one is seen for one, seen in known)

    def states(self, happened: Sequence[Event], domain: Domain) -> list[State]:
        """The states after all that happened, the current one last; the caller may change them."""
        for event in happened[len(self._seen) :]:
            if isinstance(event, ActionExecuted):
                self._before.append(domain.get_active_state(self._past))
            self._past.update(event)
            self._seen.append(event)
        recent = [*self._before, domain.get_active_state(self._past)]
        return [{kind: dict(part) for kind, part in state.items()} for state in recent]
