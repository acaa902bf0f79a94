"""What every entity has in common: the types of its columns, and how a source's value becomes one of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationInfo
from pydantic.fields import FieldInfo

ZONE = "zone"
"""Key of the validation context: the ZoneInfo in which a source's times without a zone are read; absent: UTC."""


def _split(value: Any) -> Any:
    return tuple(part.strip() for part in value.split("|") if part.strip()) if isinstance(value, str) else value or ()


def _instant(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, (int, float, Decimal)):
        raise ValueError("is a number, not a time; convert it in the SELECT")
    if isinstance(value, str):
        value = _parsed(value)
    elif isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    if not isinstance(value, dt.datetime):
        return value
    zone = (info.context or {}).get(ZONE) or dt.UTC
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(dt.UTC)


def _parsed(text: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(text.strip())
    except ValueError:
        # The value itself is not repeated: it may be anything that the column holds.
        raise ValueError("is not a time such as 2026-01-31 09:30:00") from None


Key = Annotated[str, Field(coerce_numbers_to_str=True)]
TextList = Annotated[tuple[str, ...], BeforeValidator(_split)]
Instant = Annotated[dt.datetime, BeforeValidator(_instant)]
Currency = Annotated[str, StringConstraints(pattern="^[A-Za-z]{3}$", strip_whitespace=True, to_upper=True)]
CardTail = Annotated[str, StringConstraints(pattern=r"^\d{4}$")]


class Entity(BaseModel):
    """A row of a connected system. `key` names the identifying field, `customer_field` the one that
    binds a row to a customer (None: the entity is the same for everybody)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: ClassVar[str] = "id"
    customer_field: ClassVar[str | None] = None

    source: str = Field("", exclude=True, description="Name of the connected system; set when read")
    as_of: dt.datetime | None = Field(None, exclude=True, description="When it was read, UTC; None: not read")

    @classmethod
    def columns(cls) -> dict[str, FieldInfo]:
        """The columns that a SELECT may yield: every field but the provenance."""
        return {name: field for name, field in cls.model_fields.items() if name not in ("source", "as_of")}


class CustomerEntity(Entity):
    """A row that belongs to one customer."""

    customer_field: ClassVar[str | None] = "customer"

    customer: Key = Field(description="Opaque customer id, the `sub` of the site token")


def entity_name(entity: type[Entity]) -> str:
    """`InvoiceLine` -> ``invoice_line``, the name of its SQL file."""
    name = entity.__name__
    return "".join("_" + c.lower() if c.isupper() and i else c.lower() for i, c in enumerate(name))


def personal(default: Any, description: str) -> Any:
    """A column that says something about a person by its nature: `usher systems check` asks for its purpose."""
    return Field(default, description=description, json_schema_extra={"personal": True})


def is_personal(field: FieldInfo) -> bool:
    extra = field.json_schema_extra
    return isinstance(extra, dict) and bool(extra.get("personal"))


def zone_of(name: str) -> ZoneInfo:
    """Raises `ValueError` for a zone that the time zone database does not have."""
    try:
        return ZoneInfo(name)
    except (OSError, KeyError, ValueError):
        raise ValueError(f"there is no time zone {name!r}") from None
