"""The whole product on this machine: the Procfile's processes, watched, on ports and a folder of choice.

`make run` runs it for a person, tests and benchmarks run it on other ports. The terminal stays quiet:
each process writes to `<folder>/log/<name>.log`.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import IO, Self

import httpx2

from actions.errors import UsherError
from actions.settings import environment
from demo.graph.threads import APP, PAGE
from demo.platforms.keys import platform_keys
from demo.whatsapp.api import NUMBER

ROOT = Path(__file__).resolve().parent.parent
UNLIMITED = {
    f"USHER_RATE_{name}": "0"
    for name in ("MESSAGES_PER_SESSION", "MESSAGES_PER_ACCOUNT", "MESSAGES_PER_ADDRESS", "SESSIONS_PER_ADDRESS")
}
"""Extra settings for many conversations from one address."""
NO_MODEL = {"OPENAI_API_KEY": "", "OPENAI_BASE_URL": ""}
"""Extra settings that keep a model out, whatever `.env` says."""
PROCESSES = ("actions", "bot", "site", "desk")
STAND_INS = "platforms"
"""The process of the stand-ins for Slack and its like; where it is started too, the bot is connected to them."""


@dataclass(frozen=True)
class Ports:
    """One port per process, on 127.0.0.1."""

    bot: int = 5005
    actions: int = 5055
    site: int = 8080
    desk: int = 8090
    platforms: int = 8100

    @classmethod
    def free(cls) -> Self:
        """Ports on which nothing listens right now."""
        probes = [socket.create_server(("127.0.0.1", 0)) for _ in fields(cls)]
        ports = [int(probe.getsockname()[1]) for probe in probes]
        for probe in probes:
            probe.close()
        return cls(*ports)


@dataclass
class Stack:
    """Starts, watches and stops the processes. `extra` are further environment variables.

    `demo` is the folder of the demo company's databases and keys, which may be shared between stacks
    as long as no conversation changes them.
    """

    folder: Path = Path("var")
    ports: Ports = field(default_factory=Ports)
    extra: Mapping[str, str] = field(default_factory=dict)
    demo: Path | None = None

    def __post_init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self._logs: list[IO[bytes]] = []
        self._started: set[str] = set()
        self._stopping = threading.Event()

    @property
    def url(self) -> str:
        """Rasa's server."""
        return f"http://127.0.0.1:{self.ports.bot}"

    @property
    def site(self) -> str:
        """The demo company's website."""
        return f"http://127.0.0.1:{self.ports.site}"

    @property
    def platforms(self) -> str:
        """The stand-ins of chat platforms."""
        return f"http://127.0.0.1:{self.ports.platforms}"

    def environment(self) -> dict[str, str]:
        """What the processes get: all they keep is under `folder`."""
        demo = self.demo or self.folder / "demo"
        ports = self.ports
        return {
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            "RASA_TELEMETRY_ENABLED": "false",
            "USHER_BOT_PORT": str(ports.bot),
            "USHER_ACTIONS_PORT": str(ports.actions),
            "USHER_SITE_PORT": str(ports.site),
            "USHER_DESK_PORT": str(ports.desk),
            "USHER_PLATFORMS_PORT": str(ports.platforms),
            "USHER_BOT_URL": self.url,
            "USHER_ACTIONS_URL": f"http://127.0.0.1:{ports.actions}/webhook",
            "USHER_SITE_URL": self.site,
            "USHER_SIGN_IN_URL": f"{self.site}/sign-in",
            "USHER_ALLOWED_ORIGINS": f"{self.site},http://localhost:{ports.site}",
            "USHER_REQUESTS_URL": f"{self.site}/requests",
            "USHER_MAIL_HOOK_URL": f"{self.site}/mails",
            "USHER_DATABASE_URL": f"sqlite:///{self.folder / 'usher.sqlite'}",
            "USHER_CHANNEL_DATABASE_URL": f"sqlite:///{self.folder / 'bot.sqlite'}",
            "USHER_TRACKER_DATABASE_URL": f"sqlite:///{self.folder / 'tracker.sqlite'}",
            "USHER_DEMO": str(demo),
            "USHER_SITE_KEYS": str(demo / "site-keys.json"),
            "USHER_BILLING_URL": f"sqlite:///file:{demo / 'billing.sqlite'}?mode=ro&uri=true",
            "USHER_CMS_URL": f"sqlite:///file:{demo / 'cms.sqlite'}?mode=ro&uri=true",
            **(self._stand_ins(demo) if STAND_INS in self._started else {}),
            **self.extra,
        }

    def _stand_ins(self, demo: Path) -> dict[str, str]:
        """The bot's way to the stand-ins; a platform with settings of its own is left alone."""
        keys, own = platform_keys(demo), environment()
        meta = ("USHER_MESSENGER_", "USHER_WHATSAPP_")
        stand_ins = {
            "USHER_SLACK_SIGNING_SECRET": keys.slack_signing_secret,
            "USHER_SLACK_BOT_TOKEN": keys.slack_bot_token,
            "USHER_SLACK_API_URL": f"{self.platforms}/slack/api/",
            "USHER_MESSENGER_APP_ID": APP,
            "USHER_MESSENGER_APP_SECRET": keys.meta_app_secret,
            "USHER_MESSENGER_VERIFY_TOKEN": keys.meta_verify_token,
            "USHER_MESSENGER_PAGES": f"{PAGE}={keys.meta_page_token}",
            "USHER_WHATSAPP_NUMBERS": f"{NUMBER}={keys.meta_page_token}",
            "USHER_WHATSAPP_APP_SECRET": keys.meta_app_secret,
            "USHER_WHATSAPP_VERIFY_TOKEN": keys.meta_verify_token,
            "USHER_GRAPH_URL": f"{self.platforms}/messenger/v26.0",
        }
        families = [name for name in ("USHER_SLACK_", *meta) if any(one.startswith(name) for one in own)]
        if any(family in families for family in meta):  # one Graph for both, the real one
            families += [*meta, "USHER_GRAPH_"]
        return {name: value for name, value in stand_ins.items() if not name.startswith(tuple(families))}

    def start(self, names: tuple[str, ...] = PROCESSES) -> None:
        (self.folder / "log").mkdir(parents=True, exist_ok=True)
        self._started.update(names)
        for name in names:
            self._start(name)

    def _start(self, name: str) -> None:
        log = (self.folder / "log" / f"{name}.log").open("ab")
        self._logs.append(log)
        command = commands()[name].split()
        self.running[name] = subprocess.Popen(  # noqa: S603 - our own Procfile
            command, cwd=ROOT, env=self.environment(), stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )

    def wait(self, seconds: float = 90.0) -> None:
        """Until every started process answers. Raises `UsherError` with the end of the log of one that does not."""
        deadline = time.monotonic() + seconds
        for name in self.running:
            while not self._answers(name):
                if self.running[name].poll() is not None or time.monotonic() > deadline:
                    raise UsherError(f"{name} does not start:\n{self.log(name)}")
                time.sleep(0.1)

    def _answers(self, name: str) -> bool:
        paths = {"bot": "/webhooks/web/ready", "actions": "/health", "site": "/", "desk": "/", STAND_INS: "/"}
        if name == "bot" and "actions" not in self.running:
            paths["bot"] = "/webhooks/web/health"
        try:
            response = httpx2.get(f"http://127.0.0.1:{getattr(self.ports, name)}{paths[name]}", timeout=2.0)
        except httpx2.HTTPError:
            return False
        return response.status_code < 400

    def log(self, name: str, lines: int = 15) -> str:
        """The last lines a process wrote."""
        text = (self.folder / "log" / f"{name}.log").read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def stop(self, *names: str) -> None:
        """Stop these processes, all of them when none is named."""
        chosen = [self.running.pop(name) for name in names or tuple(self.running)]
        for process in chosen:
            _signal(process, signal.SIGTERM)
        for process in chosen:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait(5)

    def watch(self, tell: Callable[[str], None]) -> None:
        """Start again whatever ends, until `quit` is called; blocks."""
        while not self._stopping.wait(0.5):
            for name, process in list(self.running.items()):
                if process.poll() is not None and not self._stopping.is_set():
                    tell(
                        f"{name} ended with {process.returncode}; starting it again (log: {self.folder}/log/{name}.log)"
                    )
                    self._start(name)

    def quit(self) -> None:
        """End `watch` and stop everything."""
        self._stopping.set()
        self.stop()
        for log in self._logs:
            log.close()


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def commands() -> dict[str, str]:
    """The Procfile: a process's name and its command."""
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    return dict(match.groups() for line in lines if (match := re.match(r"(\w+):\s*(.+)", line)))  # type: ignore[misc]


def secret_settings() -> dict[str, str]:
    """Fresh secrets for a stack that has no `.env`."""
    return {
        "USHER_INTERNAL_SECRET": secrets.token_urlsafe(32),
        "USHER_REQUESTS_SECRET": "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode(),
        "USHER_DESK_PASSWORD": secrets.token_urlsafe(9),
    }


def main() -> int:
    """`make run`: everything with the demo company, until Ctrl-C."""
    stack = Stack()
    signal.signal(signal.SIGTERM, lambda *_: stack.quit())
    began = time.monotonic()
    try:
        stack.start((*PROCESSES, STAND_INS))
        stack.wait()
        sys.stdout.write(
            f"\nUsher answers after {time.monotonic() - began:.0f} s. Open {stack.site} and press Chat.\n"
            f"Agents' desk: http://127.0.0.1:{stack.ports.desk} (password: USHER_DESK_PASSWORD in .env)\n"
            f"Chat as in Slack: {stack.platforms}/slack/, in Messenger: {stack.platforms}/messenger/"
            f" and in WhatsApp: {stack.platforms}/whatsapp/\n"
            "Ctrl-C stops everything.\n"
        )
        sys.stdout.flush()
        stack.watch(print)
    except KeyboardInterrupt:
        sys.stdout.write("\nStopping.\n")
    except UsherError as error:
        sys.stderr.write(f"usher: {error}\n")
        return 1
    finally:
        stack.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
