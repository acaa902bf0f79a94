"""Tokens by which the company's website says who is signed in.

The website signs with a private key (ES256); here are public keys only. Keys are looked up by `kid` in a JWKS
file that is read again whenever it changes, so that two keys can overlap while one replaces the other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jwt

from bot.channels.core.errors import Refused
from bot.channels.core.model import Identity
from bot.channels.core.sessions import Grant

AUDIENCE = "support-chat"
LONGEST = 300  # seconds from `iat` to `exp`
_LEEWAY = 10  # seconds clocks may differ
_SUBJECT = re.compile(r"[\w.:|@-]{1,128}")


class SiteTokens:
    """Verifies site tokens. `issuer` None: whoever holds a key. `clock` gives seconds since 1970."""

    def __init__(self, keys: Path, issuer: str | None, clock: Callable[[], float]) -> None:
        self._path = keys
        self._issuer = issuer
        self._clock = clock
        self._read_at: tuple[int, int] | None = None
        self._keys: dict[str, Any] = {}

    def verify(self, token: object, locale: str) -> Grant:
        """Who the token vouches for. Raises `Refused` (401); which rule it broke is for the developer to read."""
        try:
            claims = self._claims(token)
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise Refused(401, "token_invalid", str(error)[:200]) from None
        authenticated_at = claims.get("auth_time")
        return Grant(
            Identity(str(claims["sub"]), float(authenticated_at) if authenticated_at is not None else None),
            locale,
            jti=f"{claims['iss']} {claims['jti']}",
            expires_at=float(claims["exp"]),
        )

    def _claims(self, token: object) -> Mapping[str, Any]:
        if not isinstance(token, str) or len(token) > 4096:
            raise ValueError("the token is not a short text")
        kid = jwt.get_unverified_header(token).get("kid")
        key = self._key(kid if isinstance(kid, str) else "")
        claims: Mapping[str, Any] = jwt.decode(
            token,
            key,
            algorithms=["ES256"],  # fixed: what the token says about itself is not asked
            audience=AUDIENCE,
            options={
                "require": ["exp", "iat", "iss", "aud", "sub", "jti"],
                "verify_exp": False,  # checked below, by our clock
                "verify_iat": False,
            },
        )
        self._check(claims)
        return claims

    def _check(self, claims: Mapping[str, Any]) -> None:
        now = self._clock()
        issued, expires = _instant(claims, "iat"), _instant(claims, "exp")
        if expires <= now - _LEEWAY:
            raise ValueError("the token has expired")
        if issued > now + _LEEWAY or expires - issued > LONGEST:
            raise ValueError(f"the token should be issued now and last {LONGEST} seconds at most")
        if self._issuer is not None and claims["iss"] != self._issuer:
            raise ValueError("the token's issuer is another")
        if not _SUBJECT.fullmatch(str(claims["sub"])) or not 8 <= len(str(claims["jti"])) <= 256:
            raise ValueError("sub or jti has an unusual form")
        if claims.get("auth_time") is not None and _instant(claims, "auth_time") > now + _LEEWAY:
            raise ValueError("auth_time lies in the future")

    def _key(self, kid: str) -> Any:
        self._refresh()
        try:
            return self._keys[kid]
        except KeyError:
            raise ValueError("the token's kid is not among the site's keys") from None

    def _refresh(self) -> None:
        try:
            state = self._path.stat()
            version = (state.st_mtime_ns, state.st_size)
            if version != self._read_at:
                self._keys = _public_keys(self._path.read_text(encoding="utf-8"))
                self._read_at = version
        except (OSError, ValueError, jwt.PyJWTError) as error:
            if not self._keys:
                raise ValueError(f"the site's keys cannot be read from USHER_SITE_KEYS: {error}") from None
            # half-written while keys are rotated: the keys known so far still hold


def _public_keys(jwks: str) -> dict[str, Any]:
    return {
        str(key["kid"]): jwt.PyJWK(key, algorithm="ES256").key
        for key in json.loads(jwks)["keys"]
        if key.get("kty") == "EC" and key.get("crv") == "P-256" and key.get("kid")
    }


def _instant(claims: Mapping[str, Any], name: str) -> float:
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{name} should be a number")
    return float(value)
