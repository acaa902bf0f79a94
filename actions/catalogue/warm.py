"""Loading ahead of the first customer what searching keeps in memory."""

from __future__ import annotations

from actions.catalogue.help import answering, links
from actions.catalogue.index import Index
from actions.catalogue.mentions import mentioned_devices, mentioned_error_codes
from actions.catalogue.search import search


def warm(index: Index) -> None:
    """Read dictionaries, names and links once; takes up to three seconds, the first question then milliseconds."""
    search(index, "a funny film like the general")
    search(index, "articles about the sea")
    answering(index, "how do i sign in")
    links(index)
    mentioned_devices(index, "on my tv")
    mentioned_error_codes(index, "error 1")
