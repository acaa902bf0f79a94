"""What a browser's event stream shows, with the time of each event."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Self

import httpx2

from demo.client import Customer


@dataclass(frozen=True)
class Heard:
    """An event of the stream. `at` is Unix time in seconds."""

    at: float
    name: str
    data: dict[str, Any]


@dataclass
class Listening:
    """Reads a conversation's events in a thread while the block runs."""

    customer: Customer
    heard: list[Heard] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._opened = threading.Event()
        self._client = httpx2.Client(timeout=httpx2.Timeout(5.0, read=60.0))
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        assert self._opened.wait(10), "the event stream did not open"
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        self._thread.join(1)

    def _read(self) -> None:
        url = f"{self.customer.url}/webhooks/web/events"
        bearer = {"Authorization": self.customer.http.headers["Authorization"]}
        try:
            with self._client.stream("GET", url, headers=bearer) as response:
                self._events(response)
        except (httpx2.HTTPError, httpx2.StreamError, OSError, ValueError):
            return  # closed at the end of the test

    def _events(self, response: httpx2.Response) -> None:
        name = ""
        for line in response.iter_lines():
            self._opened.set()
            if line.startswith("event:"):
                name = line.removeprefix("event:").strip()
            elif line.startswith("data:"):
                self.heard.append(Heard(time.time(), name, json.loads(line.removeprefix("data:"))))

    def of(self, name: str) -> list[Heard]:
        return [one for one in self.heard if one.name == name]

    def wait_for(self, name: str, count: int = 1, seconds: float = 20.0) -> list[Heard]:
        """The events of that name, once there are so many."""
        deadline = time.monotonic() + seconds
        while len(found := self.of(name)) < count:
            assert time.monotonic() < deadline, f"no {name} among {[one.name for one in self.heard]}"
            time.sleep(0.005)
        return found
