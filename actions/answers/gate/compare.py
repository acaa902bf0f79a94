"""More, less, cheapest, the same, because, only: shown where code can verify them from the fields."""

from __future__ import annotations

from actions.answers.gate.fitting import fits
from actions.answers.gate.holds import Looseness, holds
from actions.answers.gate.naming import is_identity
from actions.answers.gate.polarity import agree
from actions.answers.gate.readings import Amount, Length, Number, When
from actions.answers.gate.records import Record, View
from actions.answers.gate.trial import Trial, day_of
from actions.facts.model import Bool, Count, Duration, Money, Text, TextList

_BEST = {"CHEAPEST": (min, {"PRICE", "AMOUNT"}), "DEAREST": (max, {"PRICE", "AMOUNT"}),
         "LONGEST": (max, {"RUNTIME", "LENGTH", "MINUTE"}), "SHORTEST": (min, {"RUNTIME", "LENGTH", "MINUTE"})}  # fmt: skip


def compare(trial: Trial) -> None:
    """Explain the comparing words of a clause that the fields bear out; what stays open is refused later."""
    _superlatives(trial)
    _only(trial)
    _because(trial)
    _differences(trial)
    _caused(trial)
    _asked_why(trial)
    _rises(trial)


def pair(trial: Trial) -> None:
    """Two records that the clause compares: done first, for the clause names both."""
    words = _comparatives(trial)
    if words and trial.clause.turned is None:
        _pair(trial, words)


def _comparatives(trial: Trial) -> list[int]:
    return [
        i
        for i, item in enumerate(trial.clause.items)
        if item.kind == "word" and item.ops & {"MORE", "LESS", "OVER", "UNDER"}
    ]


def _superlatives(trial: Trial) -> None:
    for position, item in enumerate(trial.clause.items):
        for op in item.ops & set(_BEST):
            if trial.anchor.head & {"TITLE", "ARTICLE"}:
                continue  # the facts never hold the whole catalogue
            best, concepts = _BEST[op]
            rivals = [r for r in trial.setting.index.records if r.head & trial.anchor.head and not r.verdict]
            sizes = [(size, r) for r in rivals if (size := _size(r, concepts)) is not None]
            units = {r.states & {"MONTH", "YEAR", "QUARTER", "WEEK"} for _, r in sizes}
            if len(sizes) == len(rivals) > 1 and len(units) == 1:
                extreme = best(size for size, _ in sizes)
                if [r for size, r in sizes if size == extreme] == [trial.anchor]:
                    trial.explained.add(position)


def _size(record: Record, concepts: set[str]) -> tuple[str, int] | None:
    for view in record.views.values():
        if view.concepts & concepts and not view.concepts & {"OLD", "NEW", "NEXT", "TAX"}:
            value = view.value
            if isinstance(value, Money):
                return value.currency, value.amount_minor
            if isinstance(value, Duration):
                return "", value.seconds
            if isinstance(value, Count):
                return "", value.value
    return None


def _only(trial: Trial) -> None:
    """`only on Premium`: the list has nothing else; `only £9.99`: the amount is said anyway."""
    for position, item in enumerate(trial.clause.items):
        if "ONLY" not in item.ops:
            continue
        after = trial.item(position + 1) if position + 1 < len(trial.clause.items) else None
        if after is not None and after.kind == "value" and position + 1 in trial.explained:
            trial.explained.add(position)
        if _alone(trial):
            trial.explained.add(position)
        lists = [(r, v) for r, v in trial.bound if isinstance(v.value, TextList)]
        for record, view in lists:
            said = {trial.item(i).low for i in trial.clause.names if (record.index, view.name) in trial.item(i).refs}
            if (
                isinstance(view.value, TextList)
                and len(said) == len(view.value.value)
                and view.concepts & {"PLAN", "AVAIL", "DEVICE", "SUPPORT"}
            ):
                trial.explained.add(position)
                trial.proved = True


def _alone(trial: Trial) -> bool:
    """Whether the record is the only one of its kind with a yes (or a no) that the clause says."""
    agree(trial)
    said = [v for r, v in trial.bound if r is trial.anchor and isinstance(v.value, Bool)]
    said += [
        v for r, v in trial.bound if r is trial.anchor and isinstance(v.value, Text) and not is_identity(r, v.name)
    ]
    rivals = [
        r
        for r in trial.setting.index.records
        if r.head == trial.anchor.head and r is not trial.anchor and not r.verdict
    ]
    return bool(said and rivals) and all(
        (other := rival.views.get(view.name)) is not None and type(other.value) is type(view.value) and other.value != view.value
        for view in said for rival in rivals
    )  # fmt: skip


def _because(trial: Trial) -> None:
    """A cause is shown where the record has a reason, and the clause says that reason."""
    opening = [i for i, item in enumerate(trial.clause.items) if "BECAUSE" in item.ops]
    if not opening:
        return
    for record in trial.closure():
        for view in record.views.values():
            from actions.answers.gate.concepts import said

            if not (view.concepts & {"REASON", "CAUSE"} or view.name == "note") or not isinstance(view.value, Text):
                continue
            told = said(view.value.value)
            after = [i for i in trial.clause.cues if i > opening[0]]
            hits = [i for i in after if trial.item(i).entry.claims & told]
            denies = "not" in view.value.value.lower().split()
            if (
                hits
                and set(after) <= {*hits, *trial.explained}
                and denies == any(i in trial.clause.denied for i in hits)
            ):
                trial.use(record)
                trial.meant |= told
                trial.explained |= {*opening, *hits}


def _asked_why(trial: Trial) -> None:
    """`That's because £1.89 came off`, asked why a bill is lower: a line of it that made it so."""
    because = [i for i, item in enumerate(trial.clause.items) if "BECAUSE" in item.ops]
    asked = trial.setting.asked_words
    if not because or "LINE" not in trial.anchor.head or not asked & {"why", "warum", "pourquoi", "qué"}:
        return
    amounts = [v.value.amount_minor for v in trial.anchor.views.values() if isinstance(v.value, Money)]
    lower = bool(asked & {"lower", "cheaper", "less", "niedriger", "günstiger", "smaller"})
    higher = bool(asked & {"higher", "more", "dearer", "höher", "teurer", "expensive", "up"})
    if lower != higher and amounts and all((amount < 0) == lower for amount in amounts):
        trial.explained |= set(because)


def _caused(trial: Trial) -> None:
    """`up by £4.50 because of the Sports Pass`: the bill's one line of the kind that made the difference."""
    because = [i for i, item in enumerate(trial.clause.items) if "BECAUSE" in item.ops]
    kind = trial.anchor.views.get("line_kind")
    if not because or kind is None:
        return
    records = trial.setting.index.records
    causes = [r for r in records if "CAUSE" in r.head and _same_kind(r, kind)]
    lines = [r for r in records if "LINE" in r.head and _same_kind(r, kind)]
    if len(causes) != 1 or len(lines) != 1:
        return
    said = {c for i in trial.clause.cues for c in trial.item(i).entry.claims} & {"INCREASE", "DECREASE"}
    if said and said <= causes[0].states and all(_is_gap(trial, causes[0], i) for i in trial.clause.values):
        trial.use(causes[0])
        trial.explained |= {*because, *trial.clause.values}
        trial.meant |= said | {"INVOICE", "PRICE", "AMOUNT"}
        trial.proved = True


def _same_kind(record: Record, kind: View) -> bool:
    other = record.views.get("line_kind")
    return other is not None and other.value == kind.value


def _is_gap(trial: Trial, cause: Record, position: int) -> bool:
    said = trial.item(position).value
    if isinstance(said, When):
        return position in trial.explained
    setting = trial.setting
    return said is not None and any(
        holds(said, view, loose=Looseness(), today=setting.today, zone=setting.zone) for view in cause.views.values()
    )


def _rises(trial: Trial) -> None:
    """`£1.50 dearer`: from the old price to the new one."""
    words = _comparatives(trial)
    money = {c: v.value for v in trial.anchor.views.values() if isinstance(v.value, Money) for c in v.concepts}
    old, new = money.get("OLD"), money.get("NEW")
    if not words or old is None or new is None or trial.clause.denied or trial.clause.tense == "past":
        return
    more = bool(trial.item(words[0]).ops & {"MORE"})
    gap = new.amount_minor - old.amount_minor
    said = [i for i in trial.clause.values if isinstance(trial.item(i).value, Amount)]
    for position in said:
        amount = trial.item(position).value
        if not isinstance(amount, Amount) or int(amount.value * 100) != abs(gap):
            continue
        if (gap > 0) == more and (not amount.currencies or old.currency in amount.currencies):
            trial.explained |= {position, *words}
            trial.meant |= {"PRICE", "INCREASE" if more else "DECREASE"}
            trial.proved = True


def _differences(trial: Trial) -> None:
    """`£2 more than last month`: a field that holds the difference, or two records whose values differ by it."""
    items = trial.clause.items
    for position in _comparatives(trial):
        more = bool(items[position].ops & {"MORE", "OVER"})
        for value in trial.clause.values:
            if _difference_field(trial, value, more, position):
                return


def _difference_field(trial: Trial, value: int, more: bool, word: int) -> bool:
    said = trial.item(value).value
    if not isinstance(said, Amount | Number | Length):
        return False
    for record in trial.closure():
        for view in record.views.values():
            about = view.concepts & {"DIFFERENCE", "INCREASE", "DECREASE", "SAVING"} or record.head & {
                "DIFFERENCE",
                "~caus",
                "CAUSE",
            }
            if not about or not fits(view, said):
                continue
            if holds(said, view, loose=Looseness(), today=trial.setting.today, zone=trial.setting.zone) and _direction(
                record, view, more
            ):
                trial.bind(record, view, value)
                trial.explained |= {word, *(i for i, item in enumerate(trial.clause.items) if "THAN" in item.ops)}
                trial.meant |= {
                    "PREVIOUS",
                    "LAST",
                    "DIFFERENCE",
                    "INCREASE" if more else "DECREASE",
                    "CHARGE",
                    "INVOICE",
                    "PRICE",
                }
                trial.proved = True
                _earlier(trial)
                _months(trial, record)
                return True
    return False


def _months(trial: Trial, difference: Record) -> None:
    """`this month's invoice`, `than the month before`: the months that the two compared bills were issued in."""
    records = trial.setting.index.records
    bills = [(day, r) for i in difference.links if (day := day_of(trial.setting, r := records[i])) is not None]
    for position in trial.clause.values:
        value = trial.item(position).value
        if isinstance(value, When) and any(value.holds(day) for day, _ in bills):
            trial.explained.add(position)
    days = sorted(day for day, _ in bills)
    if len(days) == 2 and 25 <= (days[1] - days[0]).days <= 35:
        trial.meant |= {"MONTH"}


def _direction(record: Record, view: View, more: bool) -> bool:
    if record.states & {"INCREASE", "DECREASE"}:
        return ("INCREASE" in record.states) == more
    if isinstance(view.value, Money) and not view.concepts & {"SAVING", "DECREASE"}:
        return (view.value.amount_minor > 0) == more
    return "DECREASE" not in view.concepts or not more


def _earlier(trial: Trial) -> None:
    """The `last month` that a difference is counted from."""
    for position in trial.clause.values:
        value = trial.item(position).value
        if isinstance(value, When) and value.relative and all(last < trial.setting.today for _, last in value.spans):
            trial.explained.add(position)


def _pair(trial: Trial, words: list[int]) -> None:
    """`Premium costs £4 more than Basic`: two named records of a kind, compared by their price or length."""
    than = next(
        (i for i, item in enumerate(trial.clause.items) if "THAN" in item.ops or item.low.endswith(" than")), None
    )
    first = _named_at(trial, range(than if than is not None else len(trial.clause.items)))
    second = _named_at(trial, range(than + 1, len(trial.clause.items))) if than is not None else _own(trial, first)
    if first is None and second is not None:
        first = _latest(trial, second)
    if first is None or second is None or not first.head & second.head:
        return
    for concepts in ({"PRICE", "AMOUNT"}, {"RUNTIME", "LENGTH", "MINUTE"}, {"STREAM"}):
        sizes = _size(first, concepts), _size(second, concepts)
        if sizes[0] is None or sizes[1] is None or sizes[0][0] != sizes[1][0]:
            continue
        if first.states & _PERIODS != second.states & _PERIODS or not _says(trial, concepts, words):
            continue
        _compared(trial, sizes[0][1] - sizes[1][1], (first, second), words, concepts, than)


_PERIODS = frozenset({"MONTH", "YEAR", "QUARTER", "WEEK"})


def _says(trial: Trial, concepts: set[str], words: list[int]) -> bool:
    said = {c for i in trial.clause.cues for c in trial.item(i).entry.claims}
    if any(w.split()[-1] in {"longer", "shorter"} for w in (trial.item(i).low for i in words)):
        return bool(concepts & {"RUNTIME"})
    money = any(isinstance(trial.item(i).value, Amount) for i in trial.clause.values)
    price_words = {"cheaper", "dearer", "expensive", "costs"} & {w for i in words for w in trial.item(i).low.split()}
    return bool(said & concepts) or ((money or bool(price_words)) and "PRICE" in concepts)


def _compared(
    trial: Trial, gap: int, pair: tuple[Record, Record], words: list[int], concepts: set[str], than: int | None
) -> None:  # fmt: skip
    word = words[0]
    more = bool(trial.item(word).ops & {"MORE", "OVER"})
    if gap == 0 or (gap > 0) != more:
        raise trial.refuse("comparison", f"{pair[0].fact.id} is not {trial.item(word).text} than {pair[1].fact.id}")
    for position in trial.clause.values:
        said = trial.item(position).value
        if (
            isinstance(said, Amount)
            and int(said.value * 100) == abs(gap)
            and (not said.currencies or _currency(pair[0]) in said.currencies)
        ):
            trial.explained.add(position)
        elif isinstance(said, Number) and position + 1 in words:
            if said.value != abs(gap):
                raise trial.refuse("comparison", f"the difference is {abs(gap)}")
            trial.explained.add(position)
    trial.explained |= {*words, *([] if than is None else [than]), *trial.clause.names}
    for record in pair:
        trial.use(record)
    trial.meant |= concepts
    trial.proved = True


def _own(trial: Trial, other: Record | None) -> Record | None:
    """The customer's own plan, which `cheaper` without more compares with."""
    records = trial.setting.index.records
    own = [records[i] for r in records if r.ambient for i in r.links if "PLAN" in records[i].head]
    return own[0] if len(own) == 1 and own[0] is not other else None


def _latest(trial: Trial, other: Record) -> Record | None:
    """What `£2 more than INV-5440` is said of: the last one of the kind."""
    same = [(day, r) for r in trial.setting.index.records if r.head == other.head and (day := day_of(trial.setting, r))]
    last = max(same, key=lambda pair: pair[0], default=None)
    return last[1] if last is not None and last[1] is not other else None


def _currency(record: Record) -> str:
    return next((v.value.currency for v in record.views.values() if isinstance(v.value, Money)), "")


def _named_at(trial: Trial, reach: range) -> Record | None:
    for position in reach:
        item = trial.item(position)
        for index, _ in item.refs:
            if trial._identifies(item, index):
                return trial.setting.index.records[index]
    return None
