"""Site tokens: how the website tells Usher who is signed in.

The website signs with a private key (ES256) that only it has; Usher gets the public keys as a JWKS file. Both
are made once, in the demo's folder.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import uuid
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from actions.settings import settings

LIFETIME = dt.timedelta(minutes=2)
_AUDIENCE = "support-chat"
_KEY = "site-key.pem"
_PUBLIC = "site-keys.json"


def site_token(customer: str, auth_time: dt.datetime, now: dt.datetime, folder: Path | None = None) -> str:
    """A token for `customer` (the opaque id), who signed in at `auth_time`. It can be used once, within two minutes.

    `folder` holds the keys; None: the demo's folder of the settings.
    """
    key = private_key(folder or settings().demo)
    claims = {
        "iss": settings().site_url,
        "aud": _AUDIENCE,
        "sub": customer,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
        "jti": uuid.uuid4().hex,
        "auth_time": int(auth_time.timestamp()),
    }
    return jwt.encode(claims, key, algorithm="ES256", headers={"kid": key_id(key)})


def private_key(folder: Path) -> ec.EllipticCurvePrivateKey:
    """The website's key; made, with its public half for Usher, when there is none yet."""
    path = folder / _KEY
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _put_once(path, _pem(ec.generate_private_key(ec.SECP256R1())), 0o600)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101 - the file is our own
    if not (folder / _PUBLIC).exists():
        _put_once(folder / _PUBLIC, json.dumps({"keys": [_public(key)]}, indent=2).encode(), 0o644)
    return key


def key_id(key: ec.EllipticCurvePrivateKey) -> str:
    """The key's name in tokens and in the JWKS: from its public point, so that a new key has a new name."""
    return str(_coordinates(key)["x"])[:12]


def _public(key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    return {**_coordinates(key), "kid": key_id(key), "alg": "ES256", "use": "sig"}


def _coordinates(key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    return ECAlgorithm.to_jwk(key.public_key(), as_dict=True)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _put_once(path: Path, content: bytes, mode: int) -> None:
    """Write a whole file unless somebody else just did: two processes may start together."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=mode)
    draft.write_bytes(content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
