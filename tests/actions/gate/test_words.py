"""Words of the lists: other ways to say a thing are understood, and none of them lets something else pass."""

from __future__ import annotations

import datetime as dt

import pytest

from actions.answers.gate import judge
from actions.answers.gate.concepts import groups
from actions.answers.gate.lexicon import LANGUAGES, lexicon
from actions.facts.model import Fact, Money, fact

TODAY = dt.date(2026, 11, 10)
D = dt.date


def p(minor: int) -> Money:
    return Money(amount_minor=minor, currency="GBP")


def e(minor: int) -> Money:
    return Money(amount_minor=minor, currency="EUR")


EN: list[Fact] = [
 fact("sub:1","subscription",planName="Harbour Plus",state="active",monthlyFee=p(1199),renewsOn=D(2026,12,2),signupDate=D(2024,5,6),autoRenew=True),
 fact("plan:1","plan",name="Harbour Plus",price=p(1199),interval="month",concurrentStreams=3,hasAds=False,offlineViewing=True,maxResolution="4K"),
 fact("plan:2","plan",name="Harbour Lite",price=p(599),interval="month",concurrentStreams=1,hasAds=True,offlineViewing=False,maxResolution="HD"),
 fact("pay:1","payment",amount=p(1199),chargedOn=D(2026,11,2),status="failed",failureReason="insufficient funds",cardLast4="4421"),
 fact("refund:1","refund",amount=p(400),requestedOn=D(2026,11,4),status="pending",eta=D(2026,11,18)),
 fact("inc:1","incident",title="Subtitle glitch on Roku",status="investigating",startedAt=D(2026,11,9)),
 fact("ttl:1","title",name="Low Water",kind="film",year="2019",runtimeMin=104,director="Ada Quist",cast=["Tom Beer"],ageRating="12",leavingOn=D(2026,11,30)),
 fact("hold:1","delivery_pause",holdFrom=D(2026,12,20),holdThrough=D(2027,1,3),resumesOn=D(2027,1,4),status="confirmed"),
 fact("chg:1","price_change",planName="Harbour Plus",priceBefore=p(1199),priceAfter=p(1299),effectiveFrom=D(2027,1,2)),
 fact("prof:1","profile",name="Mina",ageLimit=12),
 fact("pay:2","payment",amount=p(599),chargedOn=D(2026,10,2),status="paid",cardLast4="4421"),
 fact("inv:1","invoice",number="HB-77",issuedOn=D(2026,10,1),total=p(599),vat=p(100),status="paid",periodFrom=D(2026,10,2),periodTo=D(2026,11,2)),
 fact("dev:1","device",label="Kitchen Roku",type="TV",linkedOn=D(2025,4,4),lastLogin=D(2026,11,8)),
]  # fmt: skip
DE: list[Fact] = [fact("abo:1","subscription",tarifname="Welle Plus",status="aktiv",monatspreis=e(1299),naechsteAbbuchung=D(2026,12,3),startdatum=D(2024,2,5)),
 fact("pay:1","payment",betrag=e(1299),abgebucht_am=D(2026,11,3),status="fehlgeschlagen",grund="Karte abgelaufen"),
 fact("film:1","title",titel="Die Mole",kind="film",spieldauer=dt.timedelta(minutes=98),regie="Ute Brand",verfuegbarBis=D(2026,11,30)),
 fact("gk:1","gift_card",code="GK-1",saldo=e(1500),gueltigBis=D(2027,6,30))]  # fmt: skip
FR: list[Fact] = [fact("abo:1","subscription",formule="Marée Plus",statut="actif",prixMensuel=e(1299),prochainPrelevement=D(2026,12,3),debut=D(2024,2,5)),
 fact("pay:1","payment",montant=e(1299),preleveLe=D(2026,11,3),statut="échoué"),
 fact("film:1","title",titre="La Jetée Noire",kind="film",duree=dt.timedelta(minutes=98),disponibleJusquau=D(2026,11,30))]  # fmt: skip
ES: list[Fact] = [fact("sus:1","subscription",plan="Marea Plus",estado="activa",cuota=e(1299),proximoCobro=D(2026,12,3),alta=D(2024,2,5)),
 fact("pago:1","payment",importe=e(1299),cobradoEl=D(2026,11,3),estado="fallido"),
 fact("peli:1","title",titulo="El muelle",kind="film",duracion=dt.timedelta(minutes=98),disponibleHasta=D(2026,11,30))]  # fmt: skip

TRUE: dict[str, tuple[str, ...]] = {
    "en-GB": (
        "Your next payment works out at £11.99.",
        "Your card ending 4421 was turned down because there was not enough money.",
        "Your Harbour Plus subscription rolls over on 2 December.",
        "It would appear that your payment of £11.99 on 2 November failed.",
        "Low Water is a film from 2019, directed by Ada Quist.",
        "Low Water leaves on 30 November.",
        "The new price of £12.99 kicks in on 2 January.",
        "Harbour Plus tops out at 4K.",
        "Harbour Lite has ad breaks.",
        "Harbour Plus comes without ad breaks.",
        "Your refund of £4.00 is still pending.",
        "Mina's age limit is 12.",
        "The glitch is still being looked into.",
        "You can stream on three screens at any one time with Harbour Plus.",
        "As it turns out, your payment fell through.",
        "Let us have a look: Harbour Plus costs £11.99 a month.",
        "Invoice HB-77 adds up to £5.99.",
        "Invoice HB-77 covers the period from 2 October to 2 November.",
        "As far as I can see, the £5.99 payment on 2 October went through.",
        "Kitchen Roku was last used on 8 November.",
        "Kitchen Roku was linked on 4 April 2025.",
        "In short, invoice HB-77 was settled.",
        "You signed up on 6 May 2024.",
        "Your subscription renews automatically on 2 December.",
        "Harbour Lite is capped at HD.",
        "At the time of writing, your refund is still being processed.",
        "Your refund of £4.00 is expected on 18 November.",
        "Deliveries resume on 4 January.",
        "Harbour Plus's price rise takes effect on 2 January.",
        "Looking at your account, your next payment date is 2 December.",
        "Low Water stars Tom Beer.",
        "Low Water was directed by Ada Quist.",
        "Tom Beer plays the lead in Low Water.",
    ),
    "de-DE": (
        "Wie ich sehen kann, wird am 3. Dezember das nächste Mal abgebucht.",
        "Laut unseren Daten läuft Ihr Abo seit dem 5. Februar 2024.",
        "Die Mole dauert 98 Minuten.",
        "Die Mole ist bis zum 30. November verfügbar.",
        "Ihre Zahlung vom 3. November ist leider fehlgeschlagen.",
        "Ihre Zahlung vom 3. November ist gescheitert.",
    ),
    "fr-FR": (
        "D'après nos registres, votre prochain prélèvement est le 3 décembre.",
        "Votre formule Marée Plus coûte 12,99 € par mois.",
        "La Jetée Noire dure 98 minutes.",
        "Je constate que votre abonnement est actif.",
    ),
    "es-ES": (
        "Según nuestros registros, el próximo cobro es el 3 de diciembre.",
        "El muelle dura 98 minutos.",
        "Por lo que puedo ver, su suscripción está activa.",
    ),
}

LIES: dict[str, tuple[str, ...]] = {
    "en-GB": (
        "Your refund has been processed.",
        "Your refund of £4.00 went through.",
        "Your card was frozen.",
        "Your subscription is frozen.",
        "Your subscription was called off.",
        "The glitch has been sorted.",
        "The glitch has been ironed out.",
        "Subtitles are back to normal.",
        "Low Water clocks in at 140 minutes.",
        "Low Water dates from 2024.",
        "Low Water was penned by Ada Quist.",
        "Tom Beer was behind the camera for Low Water.",
        "Low Water stars Ada Quist in the lead role.",
        "Harbour Lite tops out at 4K.",
        "Harbour Lite has no ad breaks.",
        "Harbour Plus has ad breaks.",
        "The new price kicks in on 2 December.",
        "The price of Harbour Plus comes down to £12.99.",
        "The price of Harbour Plus was cut to £12.99.",
        "Your price was lowered on 2 January.",
        "Your payment was turned down because the card had expired.",
        "Your subscription dates from 2 December 2026.",
        "Your subscription rolls over on 18 November.",
        "Not at all, Harbour Plus has no offline viewing.",
        "Downloads are not at all included in Harbour Plus.",
        "All told, you were charged £23.98.",
        "Mina's age limit is 16.",
        "Mina's profile is frozen.",
        "Your delivery turned up on 20 December.",
        "Your deliveries start back up on 3 January.",
        "You can stream on four screens at any one time with Harbour Plus.",
        "You can see Low Water on Harbour Lite.",
        "You are currently on Harbour Lite.",
        "Your existing plan is Harbour Lite.",
        "I have checked and cancelled your plan.",
        "I have had a look and refunded £4.00.",
        "I will add another screen for you.",
        "Everything is covered by Harbour Plus.",
        "Apart from Harbour Lite, every plan has ads.",
        "Your regular price is £12.99.",
        "You signed up on 2 December.",
        "Low Water was posted on 30 November.",
        "Your payment came off your card on 2 November.",
        "Your refund is on its way and lands on 4 November.",
        "Your refund was dispatched on 4 November.",
        "The outage was tracked down on 9 November.",
        "You binged Low Water.",
        "Low Water is up for grabs until 30 December.",
        "Invoice HB-77 adds up to £6.99.",
        "Invoice HB-77 was knocked back.",
        "Invoice HB-77 was sorted on 2 November.",
        "The £11.99 payment on 2 November came through.",
        "Kitchen Roku was unlinked on 4 April 2025.",
        "Kitchen Roku was last used on 4 April 2025.",
        "Kitchen Roku was linked on 8 November.",
        "Invoice HB-77 is still to be paid.",
        "Your refund of £4.00 landed on 4 November.",
        "Your refund of £4.00 was approved on 4 November.",
        "Your refund of £4.00 was turned down.",
        "The refund was called off.",
        "Your refund of £4.00 is expected on 4 November.",
        "Your card was debited £11.99 on 2 November.",
        "The £11.99 was collected on 2 November.",
        "Your deliveries are on hold until 4 January.",
        "Deliveries resume on 20 December.",
        "Low Water runs for an hour and 40 minutes.",
        "Tom Beer directed Low Water.",
        "Low Water is a series.",
        "Low Water was released on 30 November.",
        "Harbour Plus is capped at HD.",
        "Harbour Lite is the dearest plan at £11.99.",
        "Your subscription lapses on 2 December.",
        "Your subscription winds up on 2 December.",
        "Your subscription was put on hold on 2 November.",
        "Your subscription is in default.",
        "Your trial runs out on 2 December.",
        "Your taster is over on 2 December.",
        "The price reduction to £12.99 takes effect on 2 January.",
        "The price cut takes effect on 2 January.",
        "The glitch was caused by Roku.",
        "The glitch is behind schedule.",
        "The incident has been dealt with.",
        "The incident is under control.",
        "Our team has pinned down the culprit.",
        "Mina got through Low Water.",
        "Mina is limited to 16.",
        "There are no age limits for Mina.",
        "Your fee is £4.00.",
        "There is a levy of £4.00.",
        "You have £4.00 to spare.",
        "Your allowance is £11.99.",
        "Your quota is three.",
        "Your refund was resent on 18 November.",
        "The debut of Low Water was on 30 November.",
        "You opted out on 2 November.",
        "You unsubscribed on 2 November.",
        "Your membership existing since 2 December 2026 is active.",
    ),
    "de-DE": (
        "Ihre Zahlung vom 3. November ging durch.",
        "Ihre Zahlung wurde abgelehnt, weil die Deckung nicht reichte.",
        "Ihr Abo wurde pausiert.",
        "Ihr Abo ist stillgelegt.",
        "Ihr Abo läuft am 3. Dezember aus.",
        "Ihr Abo begann am 3. Dezember 2026.",
        "Die Mole dauert 89 Minuten.",
        "Die Mole ist ab dem 30. November verfügbar.",
        "Die Gebühr entfällt.",
        "Ihre Geschenkkarte ist abgelaufen.",
        "Ihre Geschenkkarte ist verfallen.",
        "Der Preis fiel auf 12,99 €.",
        "Der Preis steigt auf 12,99 €.",
        "Ihr Abo wird am 3. November verlängert.",
        "Ute Brand spielt mit in Die Mole.",
        "Sie bekommen 12,99 € zurück.",
    ),
    "fr-FR": (
        "Votre paiement du 3 novembre a été encaissé.",
        "Votre paiement du 3 novembre a abouti.",
        "Votre abonnement est suspendu.",
        "Votre abonnement prend fin le 3 décembre.",
        "Votre abonnement a été résilié.",
        "La Jetée Noire dure 89 minutes.",
        "Votre formule passe à 12,99 €.",
        "Votre formule coûte 12,99 € par an.",
        "Votre prochain prélèvement est le 3 janvier.",
        "Votre essai gratuit est en cours.",
        "Un remboursement de 12,99 € est prévu.",
    ),
    "es-ES": (
        "Su pago del 3 de noviembre se realizó correctamente.",
        "Su suscripción está pausada.",
        "Su suscripción está dada de baja.",
        "Su suscripción vence el 3 de diciembre.",
        "El muelle dura 89 minutos.",
        "Su plan sube a 12,99 €.",
        "Su plan cuesta 12,99 € al año.",
        "Su próximo cobro es el 3 de enero.",
        "Le devolveremos 12,99 €.",
        "Su prueba gratuita sigue en curso.",
        "El muelle se estrenó el 30 de noviembre.",
    ),
}

FACTS = {"en-GB": EN, "de-DE": DE, "fr-FR": FR, "es-ES": ES}


def shown(sentence: str, locale: str) -> bool:
    question = "What about it?" if locale == "en-GB" else "?"
    return judge(sentence, FACTS[locale], question=question, locale=locale, today=TODAY).shown


@pytest.mark.parametrize("locale", FACTS)
def test_other_ways_to_say_what_the_facts_say_are_understood(locale: str) -> None:
    assert [sentence for sentence in TRUE[locale] if not shown(sentence, locale)] == []


@pytest.mark.parametrize("locale", FACTS)
def test_a_word_of_the_lists_lets_nothing_else_pass(locale: str) -> None:
    assert [sentence for sentence in LIES[locale] if shown(sentence, locale)] == []


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("kuendigung_zum", "CANCEL"), ("gueltigBis", "END"), ("echeance", "END"), ("proximoCobro", "NEXT"), ("prelevement_le", "CHARGE"),
        ("duracion", "RUNTIME"), ("paid_through", "END"), ("signupDate", "JOIN"), ("eta", "PLANNED"), ("lastLogin", "SEEN"), ("runtime_min", "RUNTIME"),
        ("processed_on", "SUCCEED"),
    ],
)  # fmt: skip
def test_names_of_fields_are_read_in_four_languages_with_and_without_accents(name: str, concept: str) -> None:
    assert any(concept in group for group in groups(name))


COMMON = {
    "en": ("withdrew", "sank", "lent"),
    "de": ("verschwand", "sprach"),
    "fr": ("disparu", "craignent"),
    "es": ("huyó", "supo"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_commonest_irregular_verbs_are_known(language: str) -> None:
    assert all(word in lexicon(language).irregular for word in COMMON[language])
