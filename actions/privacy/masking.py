"""Personal data is replaced before anything leaves for a model, and put back after the gate.

What is known of the verified customer is hidden wherever it stands, in any spelling that `actions.privacy.known`
foresees; whatever proves to be personal by its form (`actions.privacy.patterns`) is hidden, too. Titles of the
catalogue stay as they are: “21 Jump Street” is no address, unless it is the customer's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from actions.facts.model import Fact, Text, TextList, Value
from actions.privacy.known import known_values
from actions.privacy.patterns import personal_spans
from actions.systems.entities import ENTITIES, Customer, entity_name

Span = tuple[int, int]
_PLACEHOLDER = re.compile(r"<private-\d+>")
PUBLIC = frozenset(entity_name(entity) for entity in ENTITIES if entity.customer_field is None)
"""Kinds of facts that are the same for everybody."""


class Mask:
    """Hides and reveals, for one answer; the same value always gets the same placeholder."""

    def __init__(
        self, known: Iterable[str] = (), *, customer: Customer | None = None, keep: Iterable[str] = ()
    ) -> None:
        """`known` are values hidden word for word, `customer` whose details are (None: nobody is signed in);
        `keep` are names that must not be taken for personal data, such as titles."""
        self._known = known_values(known, customer)
        own = {value.text.casefold() for value in self._known}
        self._keep = [name for name in set(keep) if name.casefold() not in own]
        self._region = (customer and customer.country) or "GB"
        self._hidden: dict[str, str] = {}

    @classmethod
    def of_customer(cls, customer: Customer | None, cards: Iterable[str] = (), *, keep: Iterable[str] = ()) -> Mask:
        """The mask for a verified customer and the last digits of their `cards`; None: nobody is signed in."""
        return cls([*cards, customer.customer] if customer else cards, customer=customer, keep=keep)

    def hide(self, text: str, *, public: bool = False) -> str:
        """The text with a placeholder for each personal value.

        `public`: the company wrote it for everybody, so that what looks personal in it is not; a customer's own
        values are hidden there, too, as what was hidden elsewhere must be the same word here.
        """
        parts, end = [], 0
        for start, stop in self._spans(text, public):
            parts += [text[end:start], self._placeholder(text[start:stop])]
            end = stop
        return "".join([*parts, text[end:]])

    def reveal(self, text: str) -> str:
        """The text with the values back in place of their placeholders."""
        return _PLACEHOLDER.sub(lambda match: self._hidden.get(match[0], match[0]), text)

    def fact(self, fact: Fact) -> Fact:
        """The fact with its texts hidden; its id stays, so that it can be cited."""
        public = fact.kind in PUBLIC
        fields = {name: self._value(value, public) for name, value in fact.fields.items()}
        return fact.model_copy(update={"fields": fields})

    def _value(self, value: Value, public: bool) -> Value:
        match value:
            case Text(value=text):
                return Text(value=self.hide(text, public=public))
            case TextList(value=words):
                return TextList(value=tuple(self.hide(word, public=public) for word in words))
        return value

    @property
    def hid(self) -> bool:
        """Whether anything was hidden so far."""
        return bool(self._hidden)

    def _spans(self, text: str, public: bool) -> Iterator[Span]:
        """Where personal values stand, in order and without overlaps."""
        found = [span for known in self._known for span in known.spans(text)]
        found += [] if public else personal_spans(text, self._region)
        # What only looks like a placeholder must not be revealed as somebody's value.
        found += [match.span() for match in _PLACEHOLDER.finditer(text)]
        if not found:
            return
        titles = [span for name in self._keep if name in text for span in _places(name, text)]
        end = 0
        for span in sorted(found, key=lambda span: (span[0], -span[1])):
            if span[0] >= end and not any(_within(span, title) for title in titles):
                yield span
                end = span[1]

    def _placeholder(self, value: str) -> str:
        for placeholder, hidden in self._hidden.items():
            if hidden == value:
                return placeholder
        placeholder = f"<private-{len(self._hidden) + 1}>"
        self._hidden[placeholder] = value
        return placeholder


def _places(name: str, text: str) -> Iterator[Span]:
    return (match.span() for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text))


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
