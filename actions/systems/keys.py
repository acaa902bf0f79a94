"""Keys bound in the source's own type: a cast in the SELECT would lose the index, one by the server may match
another row (MariaDB takes '12abc' for 12)."""

from __future__ import annotations

import re
import uuid
from decimal import Decimal, InvalidOperation
from typing import Any, Final

NO_ROW: Final = object()
"""Stands for a value that no row of the source can have."""
_WHOLE = re.compile(r"0|-?[1-9]\d{0,17}")


def bound(wanted: Any, kind: type | None) -> Any:
    """`wanted` as a value of `kind`, the Python type of the source's column; `NO_ROW` where it cannot be one.

    None: the column has no value in any row.
    """
    if kind is None:
        return NO_ROW
    if not isinstance(wanted, str):
        return wanted
    if kind is int:
        return int(wanted) if _WHOLE.fullmatch(wanted) else NO_ROW
    if kind is uuid.UUID:
        return _uuid(wanted)
    if kind is Decimal:
        return _decimal(wanted)
    return wanted


def _uuid(wanted: str) -> Any:
    try:
        return uuid.UUID(wanted)
    except ValueError:
        return NO_ROW


def _decimal(wanted: str) -> Any:
    try:
        return Decimal(wanted) if _WHOLE.fullmatch(wanted) else NO_ROW
    except InvalidOperation:
        return NO_ROW
