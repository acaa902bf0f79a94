"""`python -m desk`: the agents' desk on USHER_DESK_PORT."""

from __future__ import annotations

import sys

import uvicorn

from actions.errors import UsherError
from actions.settings import settings
from desk.app import create_app


def main() -> int:
    try:
        app = create_app(settings())
    except UsherError as error:
        sys.stderr.write(f"desk: {error}\n")
        return 1
    uvicorn.run(app, host="127.0.0.1", port=settings().desk_port, log_level="warning", timeout_graceful_shutdown=2)
    return 0


if __name__ == "__main__":
    sys.exit(main())
