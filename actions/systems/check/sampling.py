"""A few rows of each entity to look at, found without reading a large table where that can be avoided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from actions.errors import SystemUnavailable
from actions.systems.engine import timed_out
from actions.systems.entities import CustomerEntity, Entity
from actions.systems.sql import Row, SqlSystem

_SOME = 3


@dataclass
class Sampler:
    """Reads samples over one connection; remembers the customers it comes by, to look others' rows up with."""

    system: SqlSystem
    connection: sa.Connection
    customers: list[str] = field(default_factory=list)

    def rows(self, entity: type[Entity], size: int) -> Sequence[Row]:
        """Up to `size` rows, as the source gives them. Raises `SQLAlchemyError` other than a time-out."""
        found: list[Row] = []
        if issubclass(entity, CustomerEntity):
            for customer in self.customers[:_SOME]:
                found += self._of(entity, customer, size)
        if len(found) < size:
            found += self._any(entity, size)
        self._remember(found)
        return found[:size]

    def _of(self, entity: type[Entity], customer: str, size: int) -> Sequence[Row]:
        try:
            return self.system.rows(entity, {"customer": customer}, limit=size)
        except SystemUnavailable:
            return []  # takes too long: the plan of the look-up says why

    def _any(self, entity: type[Entity], size: int) -> Sequence[Row]:
        try:
            return self.connection.execute(sa.select(self.system.select(entity)).limit(size)).mappings().all()
        except DBAPIError as error:
            if timed_out(error.orig):
                return []  # it adds everybody up before it gives anybody
            raise

    def _remember(self, rows: Sequence[Row]) -> None:
        known = set(self.customers)
        for row in rows:
            customer = row.get("customer")
            if customer is not None and str(customer) not in known:
                known.add(str(customer))
                self.customers.append(str(customer))
