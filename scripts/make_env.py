"""Write `.env` from `.env.example` with fresh secrets; an existing `.env` stays as it is."""

import base64
import secrets
from pathlib import Path


def main() -> None:
    target = Path(".env")
    if target.exists():
        return
    made = {
        "USHER_INTERNAL_SECRET": secrets.token_urlsafe(32),
        "USHER_REQUESTS_SECRET": "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode(),
        "USHER_DESK_PASSWORD": secrets.token_urlsafe(9),
    }
    lines = Path(".env.example").read_text(encoding="utf-8").splitlines()
    filled = [line + made[line[:-1]] if line[:-1] in made else line for line in lines]
    target.touch(mode=0o600)
    target.write_text("\n".join(filled) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
