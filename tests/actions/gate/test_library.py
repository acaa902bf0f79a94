"""Nothing that the facts do not bear out is shown; true sentences pass in nearly all their wordings."""

from __future__ import annotations

import gc
import time

import pytest

from actions.answers.gate import Gate
from tests.actions.gate.library import BATCHES, Sentence, facts, judged, sentences, today
from tests.actions.gate.lying import WAYS, lies

_TRUE_ALL_THE_SAME = frozenset(
    {
        "It's a 2023 science fiction drama with episodes of about 53 minutes.", "La tarjeta caducan el 30 de junio de 2027.",
        "I'm sorry, I could find that.", "I do have that information.", "No, Standard is ad-free.",
        "If it still does work, would you like me to put you through to someone?",
        "Of the three, The Cobalt Meridian is the one you can watch, and it's rated PG-13.",
        "No, there are no ads with Standard.", "Standard doesn't show any ads.", "Yes — Metropolis is included in Standard.",
        "Yes — you paid €21.50 on 12 February and again on 12 February.", "You paid €21.50 on 12 February with PayPal.", "Standard ne contient pas de publicité.",
        "The last payment is eleven pounds ninety-nine.", "I can't tell you how it might end.",
        "I don't have an invoice for May to show you.", "If you still can sign in, shall I put you through to someone?",
        "If reopening the app does help, I can connect you with a person.",
    }
)  # fmt: skip
"""What a way of lying made of a true sentence, and what the facts bear out nevertheless."""


_OPEN = frozenset(
    {
        'Choosing Standard quality in Settings saves space, and it is free.',
        'You can cancel in Settings > Membership, and it is free.',
        'House is £4.50 a year more than Duo.',
        "I'm sorry your paper did turn up on Tuesday.",
        'Belvigne Solo coûte 4,50 € de moins par an que Duo, mais avec de la publicité.',
        'No, live college sports are part of Copperline Plus.',
        'Wren Full costs £6 a year more than Wren Light but has no adverts.',
        'The $25 gift card you bought for Denny in 2025 has expired.',
        'So far, Kestrel County has four seasons and 26 episodes.',
        'No, you can read "Tidal power comes of age".',
    }
)  # fmt: skip
"""Lies made of true sentences that are still shown: docs/gate.md says so. One that is refused one day must leave."""


def test_no_lie_is_shown() -> None:
    shown = [(case.id, case.sentence, judged(case).bound) for case in sentences("lies") if judged(case).shown]

    assert not shown


@pytest.mark.parametrize("way", WAYS)
def test_no_lie_made_of_a_true_sentence_is_shown(way: str) -> None:
    told = [(case, lie) for case in sentences("true") for name, lie in lies(case.sentence) if name == way]
    true = {(case.world, case.sentence) for case in sentences("true")} | {
        (c.world, lie) for c, lie in told if lie in _TRUE_ALL_THE_SAME
    }

    shown = [
        lie
        for case, lie in told
        if (case.world, lie) not in true and judged(case, lie).shown and not _receipted(case, way) and lie not in _OPEN
    ]

    assert told
    assert not shown


def test_what_is_known_to_be_shown_is() -> None:
    made = {lie: case for case in sentences("true") for _, lie in lies(case.sentence) if lie in _OPEN}

    assert made.keys() == _OPEN
    assert all(judged(case, lie).shown for lie, case in made.items())


def _receipted(case: Sentence, way: str) -> bool:
    return way == "a deed" and case.world == "receipt"


def test_the_library_is_large_enough() -> None:
    made = sum(1 for case in sentences("true") for _ in lies(case.sentence))

    assert len(sentences("true")) >= 300
    assert len(sentences("lies")) + made >= 500
    assert len(WAYS) >= 30


def test_at_most_one_true_sentence_in_twenty_is_refused_of_those_it_was_made_with() -> None:
    known = [case for case in sentences("true") if case.part not in BATCHES]
    refused = [case.sentence for case in known if not judged(case).shown]

    assert len(refused) <= 0.05 * len(known), refused


@pytest.mark.parametrize(
    ("batch", "most"),
    [
        ("a", 0.21),
        ("b", 0.18),
        ("c", 0.35),
        ("d", 0.52),
        ("e", 0.63),
        ("f", 0.77),
        ("g", 0.77),
        ("h", 0.79),
        ("i", 0.52),
        ("j", 0.62),
    ],
)
def test_no_more_is_refused_of_a_fresh_batch_than_docs_gate_md_says(batch: str, most: float) -> None:
    written = [case for case in sentences("true") if case.part == batch]
    refused = [case.sentence for case in written if not judged(case).shown]

    assert len(written) >= 145
    assert len(refused) <= most * len(written), refused


def _seconds(gate: Gate, sentence: str) -> float:
    start = time.process_time()
    gate.judge(sentence)
    return time.process_time() - start


def test_a_sentence_is_judged_within_5_ms() -> None:
    cases = sentences("true") + sentences("lies")
    for case in cases[::7]:
        judged(case)  # loads the word lists
    gc.collect()
    gc.freeze()  # what the tests before have left is none of the gate's time
    times = []
    for case in cases:
        gate = Gate(facts(case.world), case.question, case.locale, today(case.world))
        times.append(min(_seconds(gate, case.sentence) for _ in range(2)))  # the machine is shared

    assert sorted(times)[int(len(times) * 0.95)] <= 0.005
