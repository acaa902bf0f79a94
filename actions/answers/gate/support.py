"""A clause laid against the texts of a record: the same words in the same order, nothing turned or left out that matters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from actions.answers.gate.claims import about_the_account
from actions.answers.gate.clauses import Clause, is_cue
from actions.answers.gate.passages import Key, Passage, key_of
from actions.answers.gate.readings import same_value
from actions.answers.gate.scan import Item
from actions.answers.gate.synonyms import opposed, root
from actions.answers.gate.trial import Trial
from actions.answers.gate.words import word_set

_ACCOUNT = frozenset(
    {
        "CHARGE", "PAYMENT", "REFUND", "CREDIT", "CANCEL", "SUBSCRIPTION", "ACCOUNT", "INVOICE", "PLAN", "PRICE",
        "DISCOUNT", "FREE", "TRIAL", "AVAIL", "ELIGIBLE", "OFFER", "DUE", "GIFT", "COMPENSATE"
    }
)  # fmt: skip
_EVERYWHERE = frozenset({"IF", "HEDGE", "FORMER"})
_BESIDE = 3  # how many words before what is quoted may turn it


def borne_out(trial: Trial) -> bool:
    """Whether a text of the record or of one linked to it says the whole clause. Marks its items explained."""
    if _told_of_the_account(trial):
        return False
    for record in trial.closure():
        if not record.trusted and _about_the_account(trial.clause):
            continue
        if _reports_a_deed(trial.clause) and not record.head & {"RECEIPT", "INCIDENT"}:
            continue
        for passage in record.passages:
            if lies_in(trial, passage):
                trial.use(record)
                trial.explained |= set(range(len(trial.clause.items)))
                trial.proved = trial.textual = True
                trial.denial = trial.clause.has("NEG")
                return True
    return False


def _told_of_the_account(trial: Trial) -> bool:
    """Whether what no field bears out says something about this customer's account: no text may say that."""
    left = [item for i, item in enumerate(trial.clause.items) if i not in trial.explained or not is_cue(item)]
    return about_the_account([item for item in left if item.kind != "sign"])


def _reports_a_deed(clause: Clause) -> bool:
    """`has been refunded`: a rule that something can be done does not say that it was."""
    return clause.tense == "past" and any(is_cue(item) and is_deed(item) for item in clause.items)


DEEDS = frozenset(
    {
        "REFUND", "CREDIT", "CANCEL", "PAUSE", "UPGRADE", "DOWNGRADE", "SWITCH", "REDELIVER", "COMPENSATE", "GRANT",
        "DISCOUNT", "RESOLVED", "CONFIRM", "REPORT"
    }
)  # fmt: skip


def is_deed(item: Item) -> bool:
    """A word that says that something was done to or for the customer."""
    return bool(item.entry.strict & DEEDS) and item.low.endswith(("ed", "en", "sent"))


def _about_the_account(clause: Clause) -> bool:
    """Stories, tickets and names may tell a plot; they say nothing about a customer or what we do."""
    if clause.addresses_customer or clause.speaks_for_us:
        return True
    return any(clause.items[i].entry.strict & _ACCOUNT for i in clause.cues)


def lies_in(trial: Trial, passage: Passage) -> bool:
    """Whether the clause is a shortened telling of this sentence of a text."""
    wanted = list(_wanted(trial))
    found = _positions(wanted, passage.keys)
    if not found:
        return False
    if len(found) <= 2 and not _same_verbs(trial, passage):
        return False
    first, last = found[0], _able(trial.clause, passage, found[-1])
    behind = [i for i, key in enumerate(passage.keys[last + 1 : last + 3], 1) if "NEG" in key.bends]
    denied = behind[0] if behind else 0  # `can`, of `can not be taken`; `a download`, of `a download does not count`
    window = passage.keys[max(0, first - _BESIDE) : last + 1 + denied]
    told = sum(1 for key in passage.keys if not key.glue)
    if len(found) < 2 and told > (2 if trial.bound else 1):
        return False
    if not _same_particles(trial, passage.keys[first : last + 2]):
        return False
    if _of_others(trial.clause, passage, first) or not _same_ways(trial, passage, found):
        return False
    return _same_turns(trial.clause, window, passage) and _dense(passage.keys[first : last + 1], len(found))


def _of_others(clause: Clause, passage: Passage, first: int) -> bool:
    """`you get 40 % off` leaves out for whom the text says it: students."""
    subject = passage.keys[0]
    return clause.addresses_customer and first > 0 and not subject.glue and not subject.bends


_WAYS = frozenset({"from", "to", "into", "against", "by", "onto", "without", "before", "after", "until", "with"})


def _same_ways(trial: Trial, passage: Passage, found: Sequence[int]) -> bool:
    """The same prepositions before the same words: to Edinburgh is not from Edinburgh."""
    theirs = {passage.keys[i].stem: passage.keys[i - 1].stem for i in found if i and passage.keys[i - 1].stem in _WAYS}
    keys = [key for item in trial.clause.items for key in key_of(item, trial.setting.language)]
    for before, key in pairwise(keys):
        if before.stem in _WAYS and theirs.get(key.stem, before.stem) != before.stem:
            return False
    return True


FUNCTION = word_set(
    "a an the this that these those it its they them their there here i me my we us our you your is are am was were be "
    "been being do does did have has had will would shall of to in on at for with from by as into and or so then than "
    "which who what where when how if while also too just still currently now please can could may must up out off"
)
"""Words that carry no meaning of their own; of the others that claim nothing, `found` is still not `looking for`."""


def _same_verbs(trial: Trial, passage: Passage) -> bool:
    """Where little is quoted, no other word of the sentence may be new to the text."""
    stems = {key.stem for key in passage.keys}
    if trial.setting.language != "en" or trial.bound:
        return True
    return all(
        key.stem in stems
        for item in trial.clause.items if item.kind == "word" and item.entry.glue and item.low not in FUNCTION
        for key in key_of(item, "en")
        if not item.ops and not _plot_word(trial, item)
    )  # fmt: skip


def _able(clause: Clause, passage: Passage, last: int) -> int:
    """Where what may be done is told behind what it is said of: `deliveries abroad are not possible`."""
    behind = [i for i in range(last + 1, len(passage.keys)) if "CAN" in passage.keys[i].bends]
    return behind[0] if behind and clause.has("CAN") else last


def _same_particles(trial: Trial, window: Sequence[Key]) -> bool:
    """Switching off is not switching on, and staying not leaving."""
    language = trial.setting.language
    mine = frozenset(root(word, language) for item in trial.clause.items for word in item.low.split())
    return not opposed(mine, frozenset(key.stem for key in window), language)


def _wanted(trial: Trial) -> Iterator[tuple[Key, bool]]:
    """The keys to find, each with whether it must be found: what other fields bear out may be missing."""
    for position, item in enumerate(trial.clause.items):
        if item.kind == "sign" or (item.kind == "word" and not is_cue(item)):
            continue
        for key in key_of(item, trial.setting.language):
            yield key, position not in trial.explained and not _plot_word(trial, item)


def _plot_word(trial: Trial, item: Item) -> bool:
    from actions.answers.gate.lexicon import lexicon

    return "TITLE" in trial.anchor.kind and (item.low,) in lexicon(trial.setting.language).phrases["plot"]


def _positions(wanted: Sequence[tuple[Key, bool]], keys: Sequence[Key]) -> list[int]:
    found: list[int] = []
    at = 0
    for key, must in wanted:
        hit = next((i for i in range(at, len(keys)) if _same(key, keys[i])), None)
        if hit is not None:
            found.append(hit)
            at = hit + 1
        elif must or any(_same(key, other) for other in keys[:at]):
            return []
    return found if any(must for _, must in wanted) else []


def _same(one: Key, other: Key) -> bool:
    if one.value is not None or other.value is not None:
        return one.value is not None and other.value is not None and same_value(one.value, other.value)
    return one.stem == other.stem or bool(one.claims & other.claims and not other.glue)


def _same_turns(clause: Clause, window: Sequence[Key], passage: Passage) -> bool:
    """The same words that turn or limit: not, only, if, tries to."""
    said = [item for item in clause.items if item.kind == "word"]
    spoken = [key for item in said for key in key_of(item, clause.language)]
    if not spoken:
        return False  # a bare value quotes nothing
    if sum("NEG" in key.bends for key in spoken) != sum("NEG" in key.bends for key in window):
        return False
    if passage.keys[0].stem == _PLACE and spoken[0].stem != _PLACE:
        return False  # what holds where something is so is not told of everywhere
    said = [item for item in said if item.low not in _USUALLY]
    mine = {turn for item in said for key in key_of(item, clause.language) for turn in key.bends}
    if said and said[0].low in {"try", "please"}:
        mine -= {"UNREAL"}  # `try restarting` is advice; `he tries to escape` is not an escape
    theirs = {turn for key in window for turn in key.bends}
    theirs |= {turn for key in passage.keys for turn in key.bends & _EVERYWHERE}
    if "CAN" in theirs and "CAN" not in mine:
        return False
    return mine - {"CAN"} == theirs - {"CAN"}


_PLACE = "where"

_USUALLY = frozenset({"usually", "normally", "generally", "typically", "often"})
"""Words that say less than the text does."""


def _dense(window: Sequence[Key], found: int) -> bool:
    told = sum(1 for key in window if not key.glue)
    return told <= 2 * found + 1
