"""Tokens of the website: every way to forge, replay or bend one is refused."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.bot.channels.support import Channel


async def refused(channel: Channel, token: object) -> str:
    """The error with which `token` is turned down."""
    status, answer = await channel.browser().request("POST", "/session", {"token": token})
    assert status == 401, answer
    return str(answer["error"])


@pytest.mark.parametrize("missing", ["exp", "iat", "iss", "aud", "sub", "jti"])
async def test_every_claim_is_needed(web: Channel, missing: str) -> None:
    assert await refused(web, web.site.token(**{missing: None})) == "token_invalid"


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another-service"},
        {"aud": ["another-service"]},
        {"iss": "https://evil.example"},
        {"sub": ""},
        {"sub": "cus_1' OR 1=1"},
        {"sub": "x" * 200},
        {"jti": "short"},
        {"exp": "soon"},
        {"exp": True},
        {"auth_time": "now"},
    ],
)
async def test_a_wrong_claim_is_refused(web: Channel, wrong: dict[str, Any]) -> None:
    assert await refused(web, web.site.token(**wrong)) == "token_invalid"


async def test_times_are_checked(web: Channel) -> None:
    now = int(web.clock())

    assert await refused(web, web.site.token(iat=now - 600, exp=now - 300)) == "token_invalid"
    assert await refused(web, web.site.token(exp=now + 3600)) == "token_invalid"
    assert await refused(web, web.site.token(iat=now + 120, exp=now + 200)) == "token_invalid"
    assert await refused(web, web.site.token(auth_time=now + 600)) == "token_invalid"


async def test_a_token_opens_one_session_and_no_second(channel: Channel) -> None:
    token = channel.site.token("cus_1")
    await channel.browser().open(token)

    assert await refused(channel, token) == "token_used"


async def test_a_token_sent_four_times_at_once_opens_one_session(channel: Channel) -> None:
    body = {"token": channel.site.token("cus_1")}

    answers = await asyncio.gather(*(channel.browser().request("POST", "/session", body) for _ in range(4)))

    assert sorted(status for status, _ in answers) == [201, 401, 401, 401]


async def test_another_token_with_a_used_jti_is_refused(channel: Channel) -> None:
    await channel.browser().open(channel.site.token("cus_1", jti="one-and-the-same"))

    assert await refused(channel, channel.site.token("cus_boss", jti="one-and-the-same")) == "token_used"


async def test_a_used_token_does_not_end_anybodys_session(channel: Channel) -> None:
    token = channel.site.token("cus_1")
    customer = channel.browser()
    await customer.open(token)
    visitor = await channel.customer()

    await visitor.request("POST", "/session", {"token": token})

    assert await customer.say("still here")
    assert await visitor.say("me too")


async def test_alg_none_is_refused(web: Channel) -> None:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    for alg in ("none", "None", "NONE"):
        token = f"{part({'alg': alg, 'kid': 'site-1', 'typ': 'JWT'})}.{part(web.site.claims())}."

        assert await refused(web, token) == "token_invalid"


async def test_hs256_with_the_public_key_is_refused(web: Channel) -> None:
    public = web.site.keys["site-1"].public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    header, body = ({"alg": "HS256", "kid": "site-1", "typ": "JWT"}, web.site.claims())
    signed = ".".join(
        base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=") for value in (header, body)
    )
    mac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(signed.encode(), pem)
    token = f"{signed}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"

    assert await refused(web, token) == "token_invalid"


async def test_a_stranger_key_under_a_known_kid_is_refused(web: Channel) -> None:
    stranger = ec.generate_private_key(ec.SECP256R1())
    token = jwt.encode(web.site.claims("cus_boss"), stranger, algorithm="ES256", headers={"kid": "site-1"})

    assert await refused(web, token) == "token_invalid"


async def test_an_embedded_key_is_not_trusted(web: Channel) -> None:
    stranger = ec.generate_private_key(ec.SECP256R1())
    public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(stranger.public_key()))
    for header in ({"kid": "site-1", "jwk": public}, {"jwk": public}, {"kid": "../site-1"}, {}):
        token = jwt.encode(web.site.claims(), stranger, algorithm="ES256", headers=header)

        assert await refused(web, token) == "token_invalid"


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é", "x" * 10_000, 7, True, [], {"a": 1}])
async def test_nonsense_is_refused(web: Channel, token: object) -> None:
    assert await refused(web, token) == "token_invalid"


async def test_a_changed_claim_breaks_the_signature(web: Channel) -> None:
    head, _, signature = web.site.token("cus_1").split(".")
    other = base64.urlsafe_b64encode(json.dumps(web.site.claims("cus_boss")).encode()).decode().rstrip("=")

    assert await refused(web, f"{head}.{other}.{signature}") == "token_invalid"


async def test_two_keys_overlap_while_one_replaces_the_other(web: Channel) -> None:
    old = web.site.token("cus_1")
    web.site.add_key("site-2")

    assert (await web.browser().open(web.site.token("cus_1", kid="site-2")))["identity"] == "customer"
    assert (await web.browser().open(old))["identity"] == "customer"

    retired = web.site.drop_key("site-1")
    late = jwt.encode(web.site.claims(), retired, algorithm="ES256", headers={"kid": "site-1"})
    assert await refused(web, late) == "token_invalid"


async def test_a_half_written_key_file_does_not_lock_customers_out(web: Channel) -> None:
    await web.browser().open(web.site.token("cus_1"))
    web.site.path.write_text('{"keys": [', encoding="utf-8")

    assert (await web.browser().open(web.site.token("cus_1")))["identity"] == "customer"


async def test_without_a_key_file_visitors_can_talk_and_customers_cannot_sign_in(web: Channel) -> None:
    web.site.path.unlink()

    assert await refused(web, web.site.token("cus_1")) == "token_invalid"
    assert (await web.browser().open())["identity"] == "anonymous"
