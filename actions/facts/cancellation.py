"""What a cancellation would do, and what may be offered instead: computed before anything is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from actions.facts.account import Held
from actions.facts.model import Fact, Money, Percent, fact
from actions.systems.connected import Systems
from actions.systems.entities import Offer, Plan

REASONS = (
    "editorial", "financial_circumstances", "price_increase", "value_for_money", "better_offer", "benefits", "time",
    "break_from_news", "support_another_way", "dont_read_enough", "duplicate_subscription", "values", "issue",
    "health", "other",
)  # fmt: skip
"""The closed list of cancellation reasons; as in the Guardian's manage-frontend."""

_ASKS = (
    "what|when|where|who|which|how|why|can|could|do|does|did|is|are|will|have"
    "|was (?:ist|kostet|sind|kann|passiert|heißt)|wann|wo|wer|welche[rsn]?|wie|warum|wieso|kann|könn\\w+|gibt es"
    "|quand|où|quel\\w*|comment|pourquoi|combien|est-ce|puis-je|pouvez|avez|y a-t-il"
    "|qué|cuándo|dónde|quién|cuál\\w*|cómo|cuánto|puedo|puedes|tenéis"
)
"""Words that open a question."""
_REASONS = Path(__file__).with_name("reasons.yml")


def reason_of(text: str) -> str:
    """The reason that a customer's words come closest to; ``other`` when none does."""
    lowered = text.lower()
    return next((reason for reason, said in _said().items() if re.search(rf"\b(?:{said})", lowered)), "other")


@cache
def _said() -> Mapping[str, str]:
    words: dict[str, list[str]] = yaml.safe_load(_REASONS.read_text(encoding="utf-8"))
    return {reason: "|".join(said) for reason, said in words.items()}


def is_question(text: str) -> bool:
    """Whether words ask something rather than say why."""
    return "?" in text or re.match(rf"\s*(?:{_ASKS})\b", text.lower()) is not None


_STANDS = (
    "who(?:'s| is| else)?|which|what(?:'s| is| was)|how many|(?:is|are|was|were|have i|did i|do i have)"
    "|wer|welche[rsn]?|was (?:ist|steht)|wie viele|(?:ist|sind|habe ich)|qui|quel\\w*|combien|est-ce que|y a-t-il"
    "|quién|qué|cuál\\w*|cuánt\\w*|(?:es|está|están|tengo|he)"
)
_WISHES = r"there a way|possible|allowed|möglich|possible de|posible|you able|what (?:do|can|should) i"


def asks_how_it_stands(text: str) -> bool:
    """Whether words ask how something stands, and not for something to be done: “who is on my account”."""
    said = text.lower().replace("’", "'")
    return re.match(rf"\W*(?:and |und |et |y )?(?:{_STANDS})\b", said) is not None and re.search(_WISHES, said) is None


def cancellable(held: Sequence[Held]) -> list[Held]:
    """Those that can be cancelled: they give access, renew, and the company itself bills them."""
    return [
        one for one in held
        if one.gives_access and one.subscription.status != "cancelled" and one.subscription.billed_by is None
    ]  # fmt: skip


@dataclass(frozen=True)
class Alternative:
    """One thing to offer instead. `target` None: the plan stays the same."""

    offer: Offer
    target: Plan | None
    fact: Fact


async def alternatives(systems: Systems, held: Held, reason: str, plans: Mapping[str, Plan]) -> list[Alternative]:
    """The offers that fit the plan and the reason, the best first."""
    if not systems.yields(Offer):
        return []
    fitting = [offer for offer in await systems.fetch(Offer) if _fits(offer, held, reason, plans)]
    fitting.sort(key=lambda offer: (reason not in offer.reasons, -(offer.percent or 0), offer.code))
    return [_alternative(offer, plans) for offer in fitting]


def _fits(offer: Offer, held: Held, reason: str, plans: Mapping[str, Plan]) -> bool:
    if offer.reasons and reason not in offer.reasons:
        return False
    if offer.kind == "downgrade":
        target = plans.get(offer.plan or "")
        return target is not None and _is_below(target, held.plan)
    return offer.plan in (None, held.plan.code)


def _is_below(target: Plan, plan: Plan) -> bool:
    same = (target.product, target.interval, target.currency) == (plan.product, plan.interval, plan.currency)
    return same and target.sold and target.price_minor < plan.price_minor


def _alternative(offer: Offer, plans: Mapping[str, Plan]) -> Alternative:
    target = plans.get(offer.plan or "") if offer.kind == "downgrade" else None
    known = fact(
        f"offer:{offer.code}", "offer", source=offer.source, key=offer.code, as_of=offer.as_of,
        offer=offer.name,
        percent=None if offer.percent is None else Percent(value=offer.percent),
        months=offer.months,
        target=target.name if target else None,
        target_price=Money(amount_minor=target.price_minor, currency=target.currency) if target else None,
    )  # fmt: skip
    return Alternative(offer, target, known)
