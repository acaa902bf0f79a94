"""A message in several posts: each once, the next attempt goes on where the last one stopped."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.channels.core.delivery import Delivery, Progress
from bot.channels.meta.failures import is_malformed
from bot.channels.meta.graph import GraphRefused

Post = dict[str, Any]
"""`message` as Graph takes it; `plain` says the same in words, None: there is no simpler form."""

_log = logging.getLogger(__name__)


async def send_posts(
    delivery: Delivery,
    progress: Progress,
    posts: Sequence[Post],
    make: Callable[[dict[str, Any]], Awaitable[str]],
    texts: Callable[[str], list[Post]],
) -> None:
    """Post what is missing. `make` posts one message and gives Meta's id of it; `texts` splits words into posts.

    Raises what `make` raises.
    """
    done = int(delivery.progress.get("posts", 0))
    ids: list[str] = list(delivery.progress.get("ids", ()))
    for place, post in enumerate(posts[done:], start=done + 1):
        ids += await _made(post, make, texts)
        await progress({"posts": place, "ids": ids})


async def _made(
    post: Post, make: Callable[[dict[str, Any]], Awaitable[str]], texts: Callable[[str], list[Post]]
) -> list[str]:
    """Meta's ids of what was posted, by which people's reactions name it."""
    try:
        return [await make(post["message"])]
    except GraphRefused as error:
        if not post.get("plain") or not is_malformed(error):
            raise
        _log.warning("a template is said in plain words instead: %s", error)
        return [await make(one["message"]) for one in texts(post["plain"])]
