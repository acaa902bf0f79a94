"""What Northlight sells: plans, list prices over time, offers and taxes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from demo.dates import day_number

STREAMING, NEWSPAPER = "S", "N"
MONTHS_OF_CYCLE = {"M": 1, "Q": 3, "Y": 12}


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of `pln`, column by column."""

    code: str
    name: str
    product: str
    cycle: str
    streams: int | None
    quality: int | None
    ads: int | None
    downloads: int | None
    benefits: str
    trial_days: int | None
    sold: int


PLANS = {plan.code: plan for plan in (
    PlanRow("basic", "Basic with ads", STREAMING, "M", 1, 2, 1, 0, "One profile for children", None, 1),
    PlanRow("standard", "Standard", STREAMING, "M", 2, 3, 0, 1, "Downloads on two devices;Surround sound", 14, 1),
    PlanRow("premium", "Premium", STREAMING, "M", 4, 4, 0, 1,
            "Downloads on six devices;Spatial sound;Live concerts;Premium-only titles", 14, 1),
    PlanRow("premium_annual", "Premium annual", STREAMING, "Y", 4, 4, 0, 1,
            "Everything in Premium;Paid once a year", None, 1),
    PlanRow("classic", "Classic", STREAMING, "M", 1, 1, 0, 0, "Kept for customers who have it", None, 0),
    PlanRow("courier_digital", "Courier digital", NEWSPAPER, "M", None, None, None, None,
            "All articles and the archive;Daily e-paper;Crosswords and puzzles", 30, 1),
    PlanRow("courier_print", "Courier print and digital", NEWSPAPER, "M", None, None, None, None,
            "Printed paper from Monday to Saturday;Everything in Courier digital", None, 1),
    PlanRow("courier_weekend", "Courier weekend", NEWSPAPER, "Q", None, None, None, None,
            "Printed paper on Saturday;Articles of the weekend", None, 1),
)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PriceStep:
    """From `days` before (+: after) today a plan costs `pence`, tax included. days None: since ever."""

    plan: str
    days: int | None
    pence: int


STEPS = (
    PriceStep("basic", None, 499), PriceStep("basic", -300, 599),
    PriceStep("standard", None, 999), PriceStep("standard", -420, 1099), PriceStep("standard", -12, 1299),
    PriceStep("premium", None, 1599), PriceStep("premium", -205, 1799),
    PriceStep("premium_annual", None, 15900), PriceStep("premium_annual", -205, 17990),
    PriceStep("classic", None, 699), PriceStep("classic", -300, 799),
    PriceStep("courier_digital", None, 999), PriceStep("courier_digital", -510, 1199),
    PriceStep("courier_print", None, 3599), PriceStep("courier_print", -160, 3999),
    PriceStep("courier_print", 40, 4299),
    PriceStep("courier_weekend", None, 4900), PriceStep("courier_weekend", -250, 5400),
)  # fmt: skip

_BEGINNING = dt.date(2010, 1, 1)


class PriceList:
    """List prices in pence, tax included, as they stand relative to `today`."""

    def __init__(self, today: dt.date) -> None:
        self._steps: dict[str, list[tuple[dt.date, int]]] = {code: [] for code in PLANS}
        for step in STEPS:
            since = _BEGINNING if step.days is None else today + dt.timedelta(days=step.days)
            self._steps[step.plan].append((since, step.pence))

    def at(self, plan: str, day: dt.date) -> int:
        """The price in force on a day."""
        return next(pence for since, pence in reversed(self._steps[plan]) if since <= day)

    def rows(self) -> list[tuple[object, ...]]:
        """Rows of `prc_hist`."""
        rows: list[tuple[object, ...]] = []
        for plan, steps in self._steps.items():
            old = None
            for since, pence in steps:
                rows.append((len(rows) + 1, plan, day_number(since), old, pence, "GBP"))
                old = pence
        return rows


# offr: code, name, kind, percent, months, plan, reasons, active
OFFERS: tuple[tuple[object, ...], ...] = (
    ("STAY25", "25 % off Standard for three months", "D", 25, 3, "standard",
     "price_increase,financial_circumstances,value_for_money,better_offer", 1),
    ("STAY30P", "30 % off Premium for three months", "D", 30, 3, "premium",
     "price_increase,financial_circumstances,value_for_money,better_offer", 1),
    ("STAYNEWS", "40 % off Courier digital for six months", "D", 40, 6, "courier_digital",
     "price_increase,financial_circumstances,value_for_money,better_offer", 1),
    ("PAUSE1", "Pause for one month", "P", None, 1, None, "time,break_from_news,health", 1),
    ("PAUSE3", "Pause for three months", "P", None, 3, None, "time,break_from_news,health,other", 1),
    ("TOBASIC", "Move to Basic with ads", "W", None, None, "basic",
     "price_increase,financial_circumstances,value_for_money,benefits", 1),
    ("TODIGITAL", "Move to Courier digital", "W", None, None, "courier_digital",
     "price_increase,financial_circumstances,dont_read_enough,issue", 1),
    ("LOYAL30", "30 % loyalty discount for six months", "D", 30, 6, None, "", 0),
    ("WELCOME20", "20 % welcome discount for three months", "D", 20, 3, None, "", 0),
)  # fmt: skip

# Rates in tenths of a percent, (streaming, newspaper); the company sells without tax in the United States.
TAX = {"GB": (200, 0), "IE": (230, 0), "DE": (190, 70), "FR": (200, 21), "ES": (210, 40), "US": (None, None)}


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax inside the price. `rate` is in tenths of a percent; None: the company collects none."""

    rate: int | None

    def within(self, gross: int) -> int:
        """The tax inside an amount of pence, rounded half away from zero."""
        if not self.rate:
            return 0
        share = (abs(gross) * self.rate * 2 + 1000 + self.rate) // (2 * (1000 + self.rate))
        return share if gross >= 0 else -share

    @property
    def label(self) -> str:
        if not self.rate:
            return "VAT 0 % (newspapers are zero-rated)"
        return f"VAT {self.rate // 10}{f'.{self.rate % 10}' if self.rate % 10 else ''} %"


def tax_of(country: str, plan: str) -> Tax:
    """The tax on a plan where the customer lives."""
    streaming, newspaper = TAX[country]
    return Tax(streaming if PLANS[plan].product == STREAMING else newspaper)


def discount_of(gross: int, percent: int) -> int:
    """What a discount takes off, pence, rounded half up."""
    return (gross * percent + 50) // 100
