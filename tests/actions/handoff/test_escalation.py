"""The policy of escalation: a closed list, signals apart from the intent, and counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.errors import SettingError
from actions.handoff.escalation import FILE, policy, read_policy


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("It keeps buffering so I'm cancelling", ["churn"]),
        ("fix this or I am leaving", ["churn"]),
        ("thinking about switching to someone else", ["churn"]),
        ("my lawyer will write to you", ["legal"]),
        ("I’ll sue you", ["legal"]),
        ("I don't want to live any more", ["self_harm"]),
        ("my daughter saw porn on your app", ["child_safety"]),
        ("the stick caught fire", ["safety"]),
        ("I'm a reporter at the Herald", ["press"]),
        ("my account has been hacked", ["compromised"]),
        ("you are useless", ["abuse"]),
        ("fix it or I'm leaving, my lawyer knows", ["legal", "churn"]),
    ],
)
def test_a_signal_is_heard(text: str, signals: list[str]) -> None:
    assert policy().signals(text) == signals


@pytest.mark.parametrize(
    "text",
    ["Cancel my subscription please", "how do I cancel", "do you have a film about a lawyer", "films about suicide",
     "I'm dying to watch Metropolis", "a documentary about child abuse", "is The Killing on here",
     "kill the sound of the trailer", "my kids love the cartoon", "what does the journalist in it do",
     "why was I charged", "switch me to premium", "I want to leave a review"],
)  # fmt: skip
def test_an_ordinary_message_gives_no_signal(text: str) -> None:
    assert policy().signals(text) == []


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("ich will nicht mehr leben", ["self_harm"]),
        ("j’ai envie de mourir", ["self_harm"]),
        ("quiero quitarme la vida", ["self_harm"]),
        ("mein Sohn hat in eurer App Pornos gezeigt bekommen, nein: gesehen, und zwar Porno", ["child_safety"]),
        ("ma fille a vu du porno sur son profil", ["child_safety"]),
        ("mi hijo vio porno en su perfil", ["child_safety"]),
        ("der Stick hat Feuer gefangen", ["safety"]),
        ("la box a pris feu", ["safety"]),
        ("mi ex me persigue", ["safety"]),
        ("ich gehe zum Anwalt", ["legal"]),
        ("je vais porter plainte", ["legal"]),
        ("os voy a denunciar", ["legal"]),
        ("ich bin Journalist bei der Rundschau", ["press"]),
        ("je suis journaliste", ["press"]),
        ("soy periodista", ["press"]),
        ("mein Konto wurde gehackt", ["compromised"]),
        ("on m’a piraté", ["compromised"]),
        ("me han hackeado", ["compromised"]),
        ("sonst kündige ich", ["churn"]),
        ("sinon je résilie", ["churn"]),
        ("si no, me doy de baja", ["churn"]),
        ("du nutzloser Bot, du bist nutzlos", ["abuse"]),
        ("vous êtes nuls", ["abuse"]),
        ("sois unos inútiles", ["abuse"]),
    ],
)
def test_a_signal_is_heard_in_each_language(text: str, signals: list[str]) -> None:
    assert policy().signals(text) == signals


@pytest.mark.parametrize(
    "text",
    ["Ich möchte mein Abo kündigen", "je veux résilier mon abonnement", "quiero cancelar mi suscripción",
     "habt ihr einen Film über einen Anwalt", "un documentaire sur le suicide", "una película sobre abogados",
     "die Kinder lieben die Serie", "mes enfants adorent", "¿por qué me habéis cobrado?", "der Ton stirbt immer ab",
     "los consumos del mes"],
)  # fmt: skip
def test_an_ordinary_message_gives_none_in_any_language(text: str) -> None:
    assert policy().signals(text) == []


def test_danger_outweighs_everything_else() -> None:
    heard = policy().signals("I was charged twice, I want to kill myself or I'm cancelling")

    assert policy().hands_over(heard) == "self_harm"
    assert policy().weightiest(heard) == "self_harm"


def test_a_threat_calls_nobody_by_itself() -> None:
    heard = policy().signals("keeps freezing so I'm cancelling")

    assert policy().hands_over(heard) is None
    assert policy().offers(heard) is None


def test_exhaustion_is_a_matter_of_count() -> None:
    limits = policy().limits

    assert not policy().exhausted(limits.unanswered - 1, limits.unsolved - 1)
    assert policy().exhausted(limits.unanswered, 0)
    assert policy().exhausted(0, limits.unsolved)


def test_a_reason_that_is_not_in_the_list_counts_as_none() -> None:
    assert policy().weightiest(["made_up"]) == "customer_asked"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (("does: note", "does: ignore"), "does"),
        (("  exhausted:", "  tired:"), "exhausted"),
        (("unanswered: 3", "unanswered: 0"), "unanswered"),
    ],
)
def test_a_policy_that_is_wrong_is_refused_with_file_and_line(
    tmp_path: Path, changed: tuple[str, str], told: str
) -> None:
    file = tmp_path / "escalation.yml"
    file.write_text(FILE.read_text(encoding="utf-8").replace(*changed), encoding="utf-8")

    with pytest.raises(SettingError, match=rf"escalation\.yml:\d+.*{told}"):
        read_policy(file)
