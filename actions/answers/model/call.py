"""One call of a model while it runs: what was asked, what came, and where it has to end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.errors import UsherError

ANSWER_TOKENS = 300
CACHE_KEY = "usher-answers-1"
"""Names the prefix that all calls share, for endpoints that keep prefixes."""
_CHARACTERS = 4000
"""A stream that goes on beyond this is cut off."""


class Refused(UsherError):
    """The endpoint's own filter or a limit ended the answer; the text is its reason."""


class Broken(UsherError):
    """The connection broke, what came over it is no answer, or no model can be asked."""


@dataclass(frozen=True)
class Usage:
    """Tokens as the endpoint counted them; `cached` are those of the prompt that it had kept."""

    prompt: int
    completion: int
    cached: int = 0


@dataclass
class Call:
    """One call. `usage` is what the endpoint reported at its end; None: nothing.

    `characters` were received so far; `cut` says that it stopped at a limit or in mid-stream, in mid-sentence perhaps.
    """

    messages: Sequence[dict[str, str]]
    subject: str
    usage: Usage | None = None
    characters: int = 0
    cut: bool = False

    def take(self, text: str) -> str:
        """Count a piece of the answer. Raises `Refused` for one that does not end."""
        self.characters += len(text)
        if self.characters > _CHARACTERS:
            raise Refused("the answer does not end")
        return text
