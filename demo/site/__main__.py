"""`python -m demo.site`: the demo company's website on USHER_SITE_PORT."""

from __future__ import annotations

import sys

import uvicorn

from actions.errors import UsherError
from actions.settings import settings
from demo.site.app import create_app


def main() -> int:
    try:
        app = create_app(settings())
    except UsherError as error:
        sys.stderr.write(f"site: {error}\n")
        return 1
    uvicorn.run(app, host="127.0.0.1", port=settings().site_port, log_level="warning", timeout_graceful_shutdown=2)
    return 0


if __name__ == "__main__":
    sys.exit(main())
