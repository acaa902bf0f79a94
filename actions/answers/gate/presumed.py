"""What a phrase takes for granted, and whether the facts have it.

`I can't see why your refund was declined` says that there is a refund and that it was declined; `whether your refund
has arrived` says that there is one. Nothing of that kind may come in by a side door.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from actions.answers.gate.clauses import _FIRST, is_cue
from actions.answers.gate.concepts import FAMILIES, Group, groups
from actions.answers.gate.holds import Looseness, days, holds
from actions.answers.gate.lexicon import stem
from actions.answers.gate.phrasing import Phrases
from actions.answers.gate.records import Record, View, words_in
from actions.answers.gate.scan import Item
from actions.answers.gate.trial import Setting
from actions.answers.gate.words import word_set
from actions.facts.model import Bool, Count, Date, DateTime, Money, Text

GIVEN = frozenset(
    {"GRANT", "REFUND", "CREDIT", "COMPENSATE", "FREE", "GIFT", "DISCOUNT", "OFFER", "TRIAL", "SAVING", "UNLIMITED"}
)
"""What a customer gets: it is not spoken of as theirs unless a record has it."""
_HAPPENED = frozenset(
    {
        "CANCEL", "PAUSE", "RESUME", "DUPLICATE", "FAIL", "DECLINE", "INCREASE", "DECREASE", "UPGRADE", "DOWNGRADE",
        "SWITCH", "EXPIRE", "LATE", "MISSING", "DAMAGED", "INCIDENT", "RESOLVED", "SUCCEED", "PAID",
        "CHARGE", "PASTDUE", "VOID", "SETTLED", "FEE", "REDELIVER", "INVESTIGATE", "MONITORING", "TURNOFF", "PROTECT",
        "RETRY", "DELIVERED", "CONFIRM", "RECEIVED", "DONE", "OUTDATED",
    }
)  # fmt: skip
_THINGS = frozenset(
    {
        "ACCOUNT", "SUBSCRIPTION", "MEMBER", "DEVICE", "APP", "PROFILE", "CARD", "BANK", "NETWORK", "EMAIL", "ADDRESS", "NAME", "PHONE",
        "TV", "TABLET", "BROWSER", "COMPUTER", "TITLE", "FILM", "SERIES", "EPISODE", "SEASON", "PEOPLE", "LANGUAGE",
        "COUNTRY", "VIEW", "FUNDS", "DATE", "TIME", "REASON", "CAUSE", "STATUS", "STEP", "AVAIL", "WATCHED", "SEEN", "SOLD", "MAKE",
        "START", "JOIN", "REGISTER", "SIGNIN", "STREAM", "STREAMING", "DOWNLOAD", "MONTH", "WEEK", "DAY", "YEAR", "SUPPORT",
        "CURRENT", "LAST", "FEATURE", "METHOD", "LOCATION", "PASSWORD",
    }
)  # fmt: skip
"""What everybody has or does: to speak of it says nothing."""
_COMPARING = frozenset(
    {
        "ALL", "MOST", "MORE", "LESS", "CHEAPEST", "DEAREST", "LONGEST", "SHORTEST", "ONLY", "SAME", "FORMER", "THAN",
        "OVER", "UNDER", "ATLEAST", "ATMOST", "BOTH", "BECAUSE", "NEG", "MUST", "RESULT",
    }
)  # fmt: skip


@dataclass(slots=True)
class Presumed:
    """Holds what is taken for granted against the records. `bears_out` judges words as a sentence of their own."""

    setting: Setting
    phrases: Phrases
    bears_out: Callable[[Sequence[Item]], bool]

    @property
    def records(self) -> list[Record]:
        return self.setting.index.records

    # ----- what a record has

    def own(self, record: Record) -> Group:
        """The concepts of a record: its kind, its states, and the fields that do not say no or nothing."""
        if record.verdict:
            return asks_of(record) if record.answer is not False else frozenset()
        fields = (view.concepts for view in record.views.values() if not _void(view))
        return frozenset(record.kind | record.head | record.states).union(*fields)

    def near(self, record: Record) -> Group:
        """The concepts of what a record is linked to, without its states."""
        linked = (self.records[i] for i in record.links)
        return frozenset[str]().union(*(self.own(r) - (r.states - r.kind - r.head) for r in linked))

    def has_word(self, item: Item, record: Record) -> bool:
        """Whether a text of the record has the word."""
        language = self.setting.language
        return any(stem(word, language) == stem(item.low, language) for word in words_in(record.raw))

    def has_value(self, item: Item, record: Record) -> bool:
        return item.value is not None and any(
            holds(item.value, view, loose=Looseness(), today=self.setting.today, zone=self.setting.zone)
            for view in record.views.values()
        )

    def gives(self, item: Item) -> bool:
        """Whether a word that no list has speaks of something given: `Gratismonat`, `freebie`."""
        return not item.known and any(part in item.low for part in self.phrases.words["gifts"])

    # ----- what is taken for granted

    def granted(self, items: Sequence[Item], *, all_of: bool = True) -> bool:
        """Whether what the words take for granted is so; `all_of`: every word does, not just what is given or done."""
        said = [item for item in items if item.kind != "sign"]
        if self._for_us(said) or any(item.kind == "address" for item in said):
            return False
        soft = _SOFT | self.phrases.words["harmless"]
        if any(item.ops & _COMPARING and item.low not in soft for item in said):
            return self.bears_out(items)
        telling = [item for item in said if item.kind != "word" or self._telling(item, all_of=all_of)]
        if self._unlisted(said, all_of=all_of):
            return self.bears_out(items)
        if not telling and not self._place(said):
            return True
        homes = [r for r in self.records if self.houses(telling, r) and not self._only_offered(said, r)]
        return any(self._counts(said, record, homes) for record in homes) or self.bears_out(items)

    def open(self, items: Sequence[Item], *, anything: bool = False) -> bool:
        """Whether words that leave open whether something is so take for granted nothing but what is so; `anything`:
        they only name something that there need not be."""
        said = [item for item in items if item.kind != "sign"]
        if self._for_us(said) or any(item.kind == "address" for item in said):
            return False
        late = next((i for i, item in enumerate(said) if i and item.ops & {"BEFORE", "AFTER", "BECAUSE"}), None)
        if late is not None and not self.granted(said[late + 1 :]):
            return False
        if not anything and any(
            item.kind == "value" and not any(self.has_value(item, r) for r in self.records) for item in said
        ):
            return False
        once_more = (said[max(0, i - 3) : i] for i, item in enumerate(said) if item.low in self.phrases.words["again"])
        return all(self._there(group) for group in self._definite(said)) and all(map(self.granted, once_more))

    def _there(self, group: Sequence[Item]) -> bool:
        gifts = [item for item in group if self.gives(item)]
        known = all(any(self.has_word(item, record) for record in self.records) for item in gifts)
        return known and self.granted(group, all_of=False)

    def houses(self, items: Sequence[Item], record: Record) -> bool:
        """Whether one record has all that the items say."""
        exact = any(item.kind == "value" for item in items)
        return all(self._houses(item, record, exact) for item in items)

    def _houses(self, item: Item, record: Record, exact: bool) -> bool:
        if item.kind == "value":
            return self.has_value(item, record)
        if item.kind == "name":
            return any(ref[0] == record.index or ref[0] in record.links for ref in item.refs)
        for family in FAMILIES[:5]:
            if item.entry.strict & family and record.states & family and not item.entry.claims & record.states:
                return False
        mine = self.own(record)
        claims = item.entry.claims
        if claims & mine or (not exact and claims & (self.near(record))):
            return True
        return not claims & (GIVEN | _HAPPENED) and self.has_word(item, record)

    def _telling(self, item: Item, *, all_of: bool) -> bool:
        """Whether a word needs a record that has it."""
        if not is_cue(item) or item.low in self.phrases.words["harmless"] or item.low in self.phrases.words["ordinals"]:
            return False
        if item.entry.strict & (GIVEN | _HAPPENED):
            return True
        return all_of and not item.entry.strict <= _THINGS and bool(item.entry.claims or item.entry.opposite)

    def _unlisted(self, said: Sequence[Item], *, all_of: bool) -> bool:
        """Whether there is a word that no list has, no fact has, and that may report something."""
        fine = self.phrases.words["harmless"] | self.phrases.words["ordinals"]
        for item in said:
            if item.kind == "word" and not item.known and item.low not in fine:
                report = all_of or item.low.endswith(_REPORTING) or self.gives(item)
                if report and not any(self.has_word(item, record) for record in self.records):
                    return True
        return False

    def _for_us(self, said: Sequence[Item]) -> bool:
        """`… that we will refund`: a promise or a deed of ours is not let in by a side door."""
        lows = [item.low for item in said]
        ours = [i for i, low in enumerate(lows) if low in _FIRST - {"me", "my", "mir", "mich", "us", "our", "uns"}]
        return any(set(lows[i + 1 : i + 3]) & _DOING or set(lows[max(0, i - 2) : i]) & _DOING for i in ours)

    def _definite(self, said: Sequence[Item]) -> Iterator[list[Item]]:
        """What stands behind `your`, `the` or `still`: it is spoken of as something that there is."""
        ends, begins = self.phrases.words["ends"], self.phrases.words["definite"]
        for position, item in enumerate(said):
            if item.low in begins:
                group: list[Item] = []
                for other in said[position + 1 : position + 5]:
                    if other.low in ends or other.low in begins:
                        verb = other.low in self.phrases.words["closing"] or (other.low in begins and len(group) > 1)
                        group = group[:-1] if verb else group
                        break
                    group.append(other)
                if (
                    any(other.entry.strict & GIVEN or self.gives(other) for other in group)
                    or len([o for o in group if is_cue(o)]) > 1
                ):
                    yield group

    def _only_offered(self, said: Sequence[Item], record: Record) -> bool:
        """`your discount`, of an offer that nobody has taken."""
        mine = any(item.low in self.phrases.words["yours"] for item in said)
        return mine and bool(record.head & {"OFFER", "PLAN", "HELPART"}) and any(i.entry.strict & GIVEN for i in said)

    def _place(self, said: Sequence[Item]) -> int:
        """`the second attempt`: 2; 0: no place in a row is named."""
        rows = self.phrases.words["ordinals"]
        counted = (
            i
            for i, item in enumerate(said)
            if item.low in rows and any(is_cue(n) and n.known for n in said[i + 1 : i + 2])
        )
        return next((_ORDINALS[said[i].low] for i in counted if said[i].low in _ORDINALS), 0)

    def _counts(self, said: Sequence[Item], record: Record, homes: Sequence[Record]) -> bool:
        """Whether the record stands where `second` says, among those of its kind."""
        place = self._place(said)
        if not place:
            return True
        if not any(item.entry.claims & (record.kind | record.head) for item in said if is_cue(item)):
            return False
        row = sorted((r for r in self.records if r.fact.kind == record.fact.kind), key=self._day)
        return place <= len(row) and row[place - 1] in homes

    def _day(self, record: Record) -> str:
        dated = [
            d
            for v in record.views.values()
            if isinstance(v.value, Date | DateTime)
            for d in days(v.value, self.setting.zone)
        ]
        return min(dated).isoformat() if dated else "9"


def asks_of(record: Record) -> Group:
    """What a verdict answers, whatever language its question is in; empty: not a verdict."""
    question = record.views.get("question") if record.verdict else None
    text = question.value.value if question is not None and isinstance(question.value, Text) else ""
    return frozenset[str]().union(*record.asks, *groups(text))


def _void(view: View) -> bool:
    """A field that says no, or nothing."""
    value = view.value
    no = isinstance(value, Bool) and not value.value
    return no or (isinstance(value, Count) and not value.value) or (isinstance(value, Money) and not value.amount_minor)


_SOFT = word_set("about around from over above under below up some any more most since most right long")
_REPORTING = ("ed", "iert", "elt", "tet", "né", "ée", "és", "ées", "ado", "ido", "ada", "ida", "ados", "idos")
_DOING = word_set(
    "will shall have had are were did cancelled refunded credited sent would going werden werde haben habe hatten "
    "avons ai allons vais hemos he vamos voy"
)
_ORDINALS = {
    word: place
    for place, words in enumerate(
        (
            "first erste ersten erster premier première primer primera primero",
            "second zweite zweiten zweiter deuxième seconde segundo segunda",
            "third dritte dritten dritter troisième tercer tercera tercero",
            "fourth vierte vierten vierter quatrième cuarto cuarta",
            "fifth fünfte fünften fünfter cinquième quinto quinta",
        ),
        1,
    )
    for word in words.split()
}
