"""`make shell`: the action server behind `rasa shell`, on ports of their own."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from actions.errors import UsherError
from demo.stack import ROOT, Ports, Stack


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    stack = Stack(Path("var"), Ports(bot=_free_port(), actions=_free_port()))
    try:
        stack.start(("actions",))
        stack.wait()
        command = ["bot/.venv/bin/python", "-m", "bot.serve", "shell"]
        return subprocess.run(command, check=False, cwd=ROOT, env=stack.environment()).returncode  # noqa: S603
    except KeyboardInterrupt:
        return 130
    except UsherError as error:
        sys.stderr.write(f"usher: {error}\n")
        return 1
    finally:
        stack.quit()


if __name__ == "__main__":
    sys.exit(main())
