"""How often Python looks for garbage: rarely at what stays.

Rasa, its model and thousands of open streams are more than half a million objects. Python looks through all of
them again and again for cycles nobody uses, stops everything for half a second each time, and finds next to none.
Here what exists once the model is loaded is left out for good, and the rest looked through much less often;
young objects, and all that are in no cycle, go as soon as ever.
"""

from __future__ import annotations

import gc

_ROUNDS = 1000  # of looking at younger objects, before all that came since the start are looked at


def look_less() -> None:
    """Call once, when everything that stays is loaded."""
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, _ROUNDS)
