"""The look-ups of one message: what was read once is not read again before the message is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_reads: ContextVar[dict[Hashable, asyncio.Future[Any]] | None] = ContextVar("the reads of this message", default=None)


@contextmanager
def one_message() -> Iterator[None]:
    """Within it, and in the tasks started within it, the same look-up is sent once and keeps its as-of time."""
    token = _reads.set({})
    try:
        yield
    finally:
        _reads.reset(token)


async def once[T](key: Hashable, read: Callable[[], Awaitable[T]]) -> T:
    """What `read` gives; within a message, what it gave before for the same `key`, its failure included."""
    reads = _reads.get()
    if reads is None:
        return await read()
    if key not in reads:
        reads[key] = asyncio.ensure_future(read())
    # One asker that gives up must not take the answer away from the others.
    result: T = await asyncio.shield(reads[key])
    return result


def frozen(where: Mapping[str, Any]) -> Hashable:
    """`where` as part of a key."""
    return tuple(sorted((name, tuple(v) if isinstance(v, (list, set, frozenset)) else v) for name, v in where.items()))
