"""`make bench`: how fast the product answers without a model, over HTTP, with nothing else running.

A turn is measured at the customer's side of `POST /messages?wait=true`. The last line is one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import httpx2

from demo.client import Customer, token_for
from demo.stack import NO_MODEL, ROOT, UNLIMITED, Ports, Stack, secret_settings
from demo.stories import STORIES

_PORTS = Ports(25005, 25055, 28080, 28090)
_PLAIN = ("thanks", "hello", "bye", "are you a bot?")
_ACTIONS = ("When is my next payment?", "Which plan do I have?", "Why is my bill higher?", "Show me my invoices")
_TURNS = 200
_CLIENTS = 16
_SECONDS = 12.0


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def train_seconds() -> float:
    """Training from nothing, as `make train` does it."""
    began = time.perf_counter()
    command = ["bot/.venv/bin/python", "-m", "bot.serve", "train", "--out"]
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([*command, out], check=True, cwd=ROOT, capture_output=True)  # noqa: S603 - our own module
    return time.perf_counter() - began


def turns(customer: Customer, texts: tuple[str, ...], count: int) -> list[float]:
    """Milliseconds of each of `count` turns, after a few that warm up."""
    taken = []
    for number in range(count + 8):
        began = time.perf_counter()
        customer.say(texts[number % len(texts)])
        if number >= 8:
            taken.append((time.perf_counter() - began) * 1000)
    return taken


def over_conversations(stack: Stack, texts: tuple[str, ...], token: bool) -> list[float]:
    """Turns spread over conversations of ordinary length."""
    taken: list[float] = []
    while len(taken) < _TURNS:
        made = token_for(STORIES[len(taken) % len(STORIES)].customer, folder=stack.folder / "demo") if token else None
        with Customer(stack.url, made) as customer:
            taken += turns(customer, texts, 20)
    return taken


async def throughput(stack: Stack) -> float:
    """Messages a second with 16 clients, half of the messages needing an action."""
    stop = time.perf_counter() + _SECONDS
    counts = await asyncio.gather(*(_client(stack, number, stop) for number in range(_CLIENTS)))
    return sum(counts) / _SECONDS


async def _client(stack: Stack, number: int, stop: float) -> int:
    token = token_for(STORIES[number % len(STORIES)].customer, folder=stack.folder / "demo")
    sent = 0
    async with httpx2.AsyncClient(base_url=f"{stack.url}/webhooks/web", timeout=30.0) as http:
        opened = (await http.post("/session", json={"token": token})).json()
        headers = {"Authorization": f"Bearer {opened['session']}"}
        while time.perf_counter() < stop:
            text = (_PLAIN, _ACTIONS)[sent % 2][(sent // 2) % 4]
            body = {"id": str(uuid.uuid4()), "text": text}
            (await http.post("/messages?wait=true", json=body, headers=headers)).raise_for_status()
            sent += 1
    return sent


def memory_mb(stack: Stack) -> dict[str, float]:
    """Resident memory of Rasa's and of the action server's process."""
    return {name: _resident_mb(stack.running[name].pid) for name in ("bot", "actions")}


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024


def main() -> int:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    tell("Training …")
    trained = train_seconds()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree("var/demo", Path(folder) / "demo")
        stack = Stack(Path(folder), _PORTS, {**secret_settings(), **UNLIMITED, **NO_MODEL})
        try:
            began = time.perf_counter()
            stack.start()
            stack.wait()
            started = time.perf_counter() - began
            tell("Turns …")
            plain = sorted(over_conversations(stack, _PLAIN, token=False))
            acted = sorted(over_conversations(stack, _ACTIONS, token=True))
            tell(f"{_CLIENTS} clients for {_SECONDS:.0f} s …")
            rate = asyncio.run(throughput(stack))
            memory = memory_mb(stack)
            figures = {
                "turn_p50_ms": round(statistics.median(plain), 1),
                "turn_p95_ms": round(plain[int(len(plain) * 0.95)], 1),
                "action_turn_p50_ms": round(statistics.median(acted), 1),
                "messages_per_s_16": round(rate, 1),
                "startup_s": round(started, 1),
                "memory_mb": round(sum(memory.values())),
                "train_s": round(trained, 1),
            }
        finally:
            stack.quit()
    for name, value in figures.items():
        tell(f"{name:22} {value}")
    tell(f"memory: Rasa {memory['bot']:.0f} MB, action server {memory['actions']:.0f} MB")
    tell(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
