"""How long an endpoint that is asked too often wants to be left alone."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from actions.clock import Clock, system_clock

_LONGEST = 600.0
"""Seconds; whoever asks for more is asked again by then."""


def seconds_to_wait(headers: Mapping[str, str], clock: Clock = system_clock) -> float:
    """Seconds by the header ``Retry-After``, a number or a date; 0 where it says nothing that can be read."""
    said = headers.get("retry-after", "")
    try:
        wanted = float(said)
    except ValueError:
        wanted = _until(said, clock)
    return 0.0 if math.isnan(wanted) else min(max(wanted, 0.0), _LONGEST)


def _until(date: str, clock: Clock) -> float:
    try:
        when = parsedate_to_datetime(date)
    except ValueError:
        return 0.0
    return (when.replace(tzinfo=when.tzinfo or dt.UTC) - clock()).total_seconds()
