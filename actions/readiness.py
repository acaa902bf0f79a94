"""Which use cases are ready, from `use_cases.yml` and the connected systems."""

from __future__ import annotations

from typing import NamedTuple

from actions.settings import environment, settings
from actions.systems.connected import ConnectedSystems, connect_all
from actions.use_cases import UseCase, read_use_cases


class Readiness(NamedTuple):
    """One use case: `state` is ready, off or missing; `why` is empty when ready."""

    name: str
    state: str
    identity: str
    share: int
    owner: str
    why: str


def readiness() -> list[Readiness]:
    """All use cases in the order of the file."""
    chosen = settings()
    systems = connect_all(chosen.systems, environment())
    return [_one(name, case, systems) for name, case in read_use_cases(chosen.use_cases).by_name.items()]


def _one(name: str, case: UseCase, systems: ConnectedSystems) -> Readiness:
    missing = case.missing(systems)
    state, why = "ready", ""
    if not case.enabled or case.share == 0:
        state, why = "off", "switched off in use_cases.yml"
    elif missing:
        state, why = "missing", f"no connected system yields {', '.join(missing)}"
    elif case.answered_by == "help":
        why = "from the help articles"
    return Readiness(name, state, case.identity.value, case.share, case.owner, why)
