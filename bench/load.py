"""`make bench-load`: thousands of open event streams, a steady flow of messages, and clients that mean no good.

The real product without a model; half of the messages need an action. Quiet and attacked stretches alternate,
so that whatever else the machine does meets both alike. The last line is one JSON object; the exit status is 1
when a message was not answered.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bench.attackers import LARGE, LARGE_BYTES, SLOW, attack
from bench.bots import POSTGRES, Bots, databases
from bench.crowd import Crowd, at
from bench.meter import Meter
from bench.turns import tell
from bench.visitor import Visitor, browsers
from demo.stack import ROOT

_TEXTS = (
    "thanks", "compare your plans", "hello", "is there an outage right now?",
    "bye", "do you have Nosferatu?", "are you a bot?", "How do I turn on subtitles?",
)  # fmt: skip
"""Every second one needs an action."""
_STRETCHES = 3  # quiet ones, and as many attacked ones
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

    async def run(self, seconds: float, http: aiohttp.ClientSession) -> None:
        """Quiet and attacked stretches in turn, `seconds` of each kind."""
        await self.crowd.gather()
        await self.crowd.write(_TEXTS, self.rate, 5.0, "warming up")
        for number in range(2 * _STRETCHES):
            await self._stretch((_QUIET, _ATTACKED)[number % 2], seconds / _STRETCHES, http)
        await self.crowd.leave()

    async def _stretch(self, phase: str, seconds: float, http: aiohttp.ClientSession) -> None:
        meters = self._meters()
        before = {name: meter.cpu() for name, meter in meters.items()}
        victim = Visitor(http, self.bots.urls)
        await victim.open()
        under = attack(self.bots.urls[0], victim.session) if phase == _ATTACKED else nullcontext(Counter[str]())
        async with under as met:
            await self.crowd.write(_TEXTS, self.rate, seconds, phase)
        self.met.update(met)
        for name, meter in meters.items():
            self.cpu[f"{phase} {name}"] += meter.cpu() - before[name]
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
        slower = at(attacked, 0.95) / at(quiet, 0.95) - 1 if quiet else 0.0
        return {
            "sessions": len(self.crowd.visitors),
            "messages_per_s": self.rate,
            "messages": len(self.crowd.sent),
            "p50_ms": _ms(at(quiet, 0.5)),
            "p95_ms": _ms(at(quiet, 0.95)),
            "acknowledged_p95_ms": _ms(at(self.crowd.acknowledgements(_QUIET), 0.95)),
            "unanswered": self.crowd.unanswered(),
            "repeated": self.crowd.repeated(),
            "rasa_memory_mb": round(self._meters()["rasa"].memory()),
            "rasa_cpu_ms": self._cpu_per_message(_QUIET, "rasa", len(quiet)),
            "actions_cpu_ms": self._cpu_per_message(_QUIET, "actions", len(quiet)),
            "load_cpu_ms": self._cpu_per_message(_QUIET, "load", len(quiet)),
            "attacked_p50_ms": _ms(at(attacked, 0.5)),
            "attacked_p95_ms": _ms(at(attacked, 0.95)),
            "attacked_rasa_cpu_ms": self._cpu_per_message(_ATTACKED, "rasa", len(attacked)),
            "attacked_p95_change_percent": round(slower * 100),
        }

    def _cpu_per_message(self, phase: str, name: str, messages: int) -> float:
        return round(self.cpu[f"{phase} {name}"] / max(1, messages) * 1000, 1)


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
    parser.add_argument("--seconds", type=float, default=60.0, help="quiet, and as long attacked (default: 60)")
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
