"""`make bench-load`: thousands of open event streams, a steady flow of messages, and clients that mean no good.

The real product without a model; half of the messages need an action. Each quiet stretch has an attacked one
beside it, now before it, now after it, with the same messages at the same moments: whatever else the machine does
meets both alike, and so do conversations that grow. The last line is one JSON object; the exit status is 1 when a
message was not answered.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bench.attackers import LARGE, LARGE_BYTES, SLOW, Toll, attack
from bench.bots import POSTGRES, Bots, databases
from bench.crowd import Crowd, at
from bench.meter import Meter, machine_cpu
from bench.turns import tell
from bench.visitor import Visitor, browsers
from demo.stack import ROOT

_TEXTS = (
    "thanks", "compare your plans", "hello", "is there an outage right now?",
    "bye", "do you have Nosferatu?", "are you a bot?", "How do I turn on subtitles?",
)  # fmt: skip
"""Every second one needs an action."""
_PAIRS = 6  # of a quiet stretch and an attacked one
_WARM_UP = 30.0  # seconds
_LULL = 2.0  # seconds between two stretches, so that what one leaves behind is not the next one's
_QUIET, _ATTACKED = "quiet", "attacked"


@dataclass
class Load:
    """One run against a started product."""

    bots: Bots
    crowd: Crowd
    rate: float
    met: Counter[str] = field(default_factory=Counter)
    """What the attackers were told."""
    cpu: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    """CPU seconds by phase and process."""
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    """How long each phase took."""

    async def run(self, seconds: float, http: aiohttp.ClientSession) -> None:
        """Quiet and attacked stretches in turn, `seconds` of each kind."""
        await self.crowd.gather()
        await self.crowd.write(_TEXTS, self.rate, _WARM_UP, "warming up")
        for pair in range(_PAIRS):
            order = (_QUIET, _ATTACKED) if pair % 2 == 0 else (_ATTACKED, _QUIET)
            for phase in order:
                await self._stretch(phase, seconds / _PAIRS, http, pair)
        await self.crowd.leave()

    async def _stretch(self, phase: str, seconds: float, http: aiohttp.ClientSession, seed: int) -> None:
        meters, machine, began = self._meters(), machine_cpu(), time.perf_counter()
        before = {name: meter.cpu() for name, meter in meters.items()}
        victim = Visitor(http, self.bots.urls)
        await victim.open()
        under = attack(self.bots.urls[0], victim.session) if phase == _ATTACKED else nullcontext(Toll())
        async with under as toll:
            await self.crowd.write(_TEXTS, self.rate, seconds, phase, seed)
        self.met.update(toll.met)
        self.cpu[f"{phase} attackers"] += toll.cpu
        for name, meter in meters.items():
            self.cpu[f"{phase} {name}"] += meter.cpu() - before[name]
        self.cpu[f"{phase} machine"] += machine_cpu() - machine
        self.seconds[phase] += time.perf_counter() - began
        await asyncio.sleep(_LULL)
        replies = self.crowd.replies(phase)
        tell(f"  {phase:8} p50 {at(replies, 0.5) * 1000:5.0f} ms, p95 {at(replies, 0.95) * 1000:5.0f} ms so far")

    def _meters(self) -> dict[str, Meter]:
        return {
            "rasa": Meter([bot.pid for bot in self.bots.bots]),
            "actions": Meter([self.bots.actions_pid]),
            "load": Meter([os.getpid()]),
        }

    def figures(self) -> dict[str, Any]:
        """Times in milliseconds, CPU in milliseconds per message, memory in MB."""
        quiet, attacked = self.crowd.replies(_QUIET), self.crowd.replies(_ATTACKED)
        return {
            "sessions": len(self.crowd.visitors),
            "messages_per_s": self.rate,
            "messages": len(self.crowd.sent),
            "quiet_messages": len(quiet),
            "p50_ms": _ms(at(quiet, 0.5)),
            "p95_ms": _ms(at(quiet, 0.95)),
            "acknowledged_p95_ms": _ms(at(self.crowd.acknowledgements(_QUIET), 0.95)),
            "others_cpu_percent": self._others(_QUIET),
            "attacked_others_cpu_percent": self._others(_ATTACKED),
            "unanswered": self.crowd.unanswered(),
            "repeated": self.crowd.repeated(),
            "rasa_memory_mb": round(self._meters()["rasa"].memory()),
            "rasa_cpu_ms": self._cpu_per_message(_QUIET, "rasa", len(quiet)),
            "actions_cpu_ms": self._cpu_per_message(_QUIET, "actions", len(quiet)),
            "load_cpu_ms": self._cpu_per_message(_QUIET, "load", len(quiet)),
            "attacked_messages": len(attacked),
            "attacked_p50_ms": _ms(at(attacked, 0.5)),
            "attacked_p95_ms": _ms(at(attacked, 0.95)),
            "attacked_rasa_cpu_ms": self._cpu_per_message(_ATTACKED, "rasa", len(attacked)),
            "attackers_cpu_ms": self._cpu_per_message(_ATTACKED, "attackers", len(attacked)),
            "attacked_p50_change_percent": _change(quiet, attacked, 0.5),
            "attacked_p95_change_percent": _change(quiet, attacked, 0.95),
        }

    def _others(self, phase: str) -> int:
        """How much of the machine was busy with something else than this run."""
        ours = sum(self.cpu[f"{phase} {name}"] for name in ("rasa", "actions", "load", "attackers"))
        all_there_is = self.seconds[phase] * (os.cpu_count() or 1)
        return round((self.cpu[f"{phase} machine"] - ours) / all_there_is * 100) if all_there_is else 0

    def _cpu_per_message(self, phase: str, name: str, messages: int) -> float:
        return round(self.cpu[f"{phase} {name}"] / max(1, messages) * 1000, 1)


def _change(before: Sequence[float], after: Sequence[float], share: float) -> int:
    """By how many percent the value grew that `share` of the sorted values stay below."""
    return round((at(after, share) / at(before, share) - 1) * 100) if before else 0


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


async def run(given: argparse.Namespace) -> dict[str, Any]:
    """Start, fill, measure, stop; the figures."""
    with tempfile.TemporaryDirectory() as folder, databases(given.store, Path(folder), given.postgres) as settings:
        bots = Bots(Path(folder), given.processes, settings)
        async with browsers() as http:
            try:
                await bots.start(http)
                load = Load(bots, Crowd(http, bots.urls, given.sessions), given.rate)
                tell(f"{given.sessions} streams, {given.rate:g} messages a second …")
                await load.run(given.seconds, http)
                figures = load.figures()
            finally:
                bots.stop()
    tell(f"  attackers: {SLOW} that dribble, {LARGE} with bodies of {LARGE_BYTES:,} bytes; they met {dict(load.met)}")
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.load", description="Crowd the web channel, and attack it.")
    parser.add_argument("--sessions", type=int, default=2000, help="open event streams (default: 2000)")
    parser.add_argument("--rate", type=float, default=50.0, help="messages a second (default: 50)")
    parser.add_argument("--seconds", type=float, default=180.0, help="quiet, and as long attacked (default: 180)")
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite", help="(default: sqlite)")
    parser.add_argument("--processes", type=int, default=1, help="Rasa processes; SQLite serves one (default: 1)")
    parser.add_argument("--postgres", default=POSTGRES, metavar="URL", help=f"a server (default: {POSTGRES})")
    given = parser.parse_args(arguments)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # every stream is a file; the processes inherit it
    figures = asyncio.run(run(given))
    for name, value in figures.items():
        tell(f"{name:28} {value}")
    tell(json.dumps(figures))
    return 1 if figures["unanswered"] else 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
