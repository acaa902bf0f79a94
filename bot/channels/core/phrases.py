"""What the channels themselves say to a customer, by language. Everything else is the dialogue's."""

from __future__ import annotations

from collections.abc import Mapping

from bot.locales import language_of

PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "disclosure": "You're chatting with an automated assistant. You can ask for a person at any time.",
        "apology": "Sorry, I couldn't get that done just now. Please try again in a moment, or talk to a person.",
        "person": "Talk to a person",
        "too_long": "That message is too long for me: I can read up to {limit} characters. "
        "Could you tell me the most important part?",
        "empty_text": "That message was empty. What can I help you with?",
        "session_expired": "This chat has ended for your safety. Start a new one to go on.",
        "choice_expired": "That button is no longer valid. Please ask again.",
        "rate_limited": "You are faster than I am. Please wait a moment and send it again.",
        "unavailable": "I can't take messages right now. Please try again shortly.",
        "delayed": "This takes longer than usual. I have your message and will answer it.",
        "too_large": "That is too large for this chat.",
        "attachment": "I can only read text here, so I have not opened what you sent. What is it about?",
        "edited": "I answered your message as it was first. If the change matters, please send it again as a "
        "new message.",
        "kept": "I've passed your message on.",
        "nobody_yet": "No person has taken over yet; when one does, they answer in this chat.",
        "nobody_yet_reference": "No person has taken over yet; when one does, they answer in this chat. "
        "Your reference is {reference}.",
        "resume": "Go on with the assistant",
        "resumed": "I'm the automated assistant again. What can I help you with?",
        "resumed_reference": "I'm the automated assistant again. What can I help you with? Your reference {reference} "
        "stays: a person may still answer here, and you can ask for one at any time.",
    },
    "de": {
        "disclosure": "Sie schreiben mit einem automatischen Assistenten. "
        "Sie können jederzeit nach einem Menschen fragen.",
        "apology": "Das hat gerade leider nicht geklappt. Bitte versuchen Sie es gleich noch einmal "
        "oder sprechen Sie mit einem Menschen.",
        "person": "Mit einem Menschen sprechen",
        "too_long": "Diese Nachricht ist zu lang für mich: Ich kann bis zu {limit} Zeichen lesen. "
        "Was ist das Wichtigste daraus?",
        "empty_text": "Die Nachricht war leer. Womit kann ich helfen?",
        "session_expired": "Dieser Chat wurde zu Ihrer Sicherheit beendet. Beginnen Sie einen neuen, um fortzufahren.",
        "choice_expired": "Diese Schaltfläche gilt nicht mehr. Bitte fragen Sie noch einmal.",
        "rate_limited": "Das ging mir zu schnell. Bitte warten Sie einen Moment und senden Sie es noch einmal.",
        "unavailable": "Ich kann gerade keine Nachrichten annehmen. Bitte versuchen Sie es gleich noch einmal.",
        "delayed": "Das dauert länger als sonst. Ihre Nachricht ist angekommen und wird beantwortet.",
        "too_large": "Das ist zu groß für diesen Chat.",
        "attachment": "Ich kann hier nur Text lesen und habe nicht geöffnet, was Sie geschickt haben. Worum geht es?",
        "edited": "Ich habe Ihre Nachricht so beantwortet, wie sie zuerst war. Falls die Änderung wichtig "
        "ist, senden Sie sie bitte als neue Nachricht.",
        "kept": "Ich habe Ihre Nachricht weitergegeben.",
        "nobody_yet": "Noch hat kein Mensch übernommen; sobald es so weit ist, kommt die Antwort hier im Chat.",
        "nobody_yet_reference": "Noch hat kein Mensch übernommen; sobald es so weit ist, kommt die Antwort hier im "
        "Chat. Ihre Vorgangsnummer ist {reference}.",
        "resume": "Mit dem Assistenten weiter",
        "resumed": "Hier ist wieder der automatische Assistent. Womit kann ich helfen?",
        "resumed_reference": "Hier ist wieder der automatische Assistent. Womit kann ich helfen? Ihre Vorgangsnummer "
        "{reference} bleibt: Ein Mensch kann hier noch antworten, und Sie können jederzeit nach einem fragen.",
    },
    "es": {
        "disclosure": "Estás hablando con un asistente automático. Puedes pedir una persona cuando quieras.",
        "apology": "Lo siento, no he podido hacerlo ahora. Inténtalo de nuevo en un momento o habla con una persona.",
        "person": "Hablar con una persona",
        "too_long": "Ese mensaje es demasiado largo para mí: puedo leer hasta {limit} caracteres. "
        "¿Me cuentas lo más importante?",
        "empty_text": "El mensaje estaba vacío. ¿En qué puedo ayudarte?",
        "session_expired": "Este chat ha terminado por tu seguridad. Abre uno nuevo para continuar.",
        "choice_expired": "Ese botón ya no es válido. Vuelve a preguntar, por favor.",
        "rate_limited": "Vas más rápido que yo. Espera un momento y envíalo de nuevo.",
        "unavailable": "Ahora mismo no puedo recibir mensajes. Inténtalo de nuevo en breve.",
        "delayed": "Esto tarda más de lo habitual. Tengo tu mensaje y lo responderé.",
        "too_large": "Eso es demasiado grande para este chat.",
        "attachment": "Aquí solo puedo leer texto, así que no he abierto lo que has enviado. ¿De qué se trata?",
        "edited": "He respondido a tu mensaje tal como era al principio. Si el cambio importa, envíalo de "
        "nuevo como mensaje nuevo.",
        "kept": "He pasado tu mensaje.",
        "nobody_yet": "Todavía no te atiende ninguna persona; cuando lo haga, te responderá en este chat.",
        "nobody_yet_reference": "Todavía no te atiende ninguna persona; cuando lo haga, te responderá en este chat. "
        "Tu referencia es {reference}.",
        "resume": "Seguir con el asistente",
        "resumed": "Vuelvo a ser el asistente automático. ¿En qué te ayudo?",
        "resumed_reference": "Vuelvo a ser el asistente automático. ¿En qué te ayudo? Tu referencia {reference} se "
        "mantiene: una persona aún puede responderte aquí, y puedes pedirla cuando quieras.",
    },
    "fr": {
        "disclosure": "Vous écrivez à un assistant automatique. Vous pouvez demander une personne à tout moment.",
        "apology": "Désolé, je n'ai pas pu le faire à l'instant. Réessayez dans un moment ou parlez à une personne.",
        "person": "Parler à une personne",
        "too_long": "Ce message est trop long pour moi : je peux lire jusqu'à {limit} caractères. "
        "Pouvez-vous m'en dire l'essentiel ?",
        "empty_text": "Ce message était vide. Comment puis-je vous aider ?",
        "session_expired": "Cette conversation est terminée, pour votre sécurité. Ouvrez-en une autre pour continuer.",
        "choice_expired": "Ce bouton n'est plus valable. Posez de nouveau votre question.",
        "rate_limited": "Vous allez plus vite que moi. Patientez un instant et renvoyez votre message.",
        "unavailable": "Je ne peux pas recevoir de messages pour le moment. Réessayez dans un instant.",
        "delayed": "Cela prend plus de temps que d'habitude. J'ai votre message et j'y répondrai.",
        "too_large": "C'est trop volumineux pour cette conversation.",
        "attachment": "Ici, je ne lis que du texte : je n'ai pas ouvert ce que vous avez envoyé. De quoi s'agit-il ?",
        "edited": "J'ai répondu à votre message tel qu'il était d'abord. Si la modification compte, "
        "renvoyez-la dans un nouveau message.",
        "kept": "J'ai transmis votre message.",
        "nobody_yet": "Aucun conseiller n'a encore pris le relais ; il vous répondra dans ce chat.",
        "nobody_yet_reference": "Aucun conseiller n'a encore pris le relais ; il vous répondra dans ce chat. "
        "Votre référence est {reference}.",
        "resume": "Continuer avec l'assistant",
        "resumed": "C'est de nouveau l'assistant automatique. Que puis-je faire pour vous ?",
        "resumed_reference": "C'est de nouveau l'assistant automatique. Que puis-je faire pour vous ? Votre référence "
        "{reference} reste valable : un conseiller peut encore vous répondre ici, et vous pouvez en demander un à tout "
        "moment.",
    },
}


def phrase(key: str, locale: str, **values: object) -> str:
    """The wording of `key` in the language of `locale` (``de-AT`` -> German), else in English; "" when unknown."""
    return wording(PHRASES, key, locale, **values)


def wording(phrases: Mapping[str, Mapping[str, str]], key: str, locale: str, **values: object) -> str:
    """The same for a channel's own phrases, by language and key; English is complete."""
    texts = phrases.get(language_of(locale), phrases["en"])
    return texts.get(key, "").format(**values)
