"""What only Slack's own places say: statuses, the feedback form, the Home tab."""

from __future__ import annotations

from bot.channels.core.phrases import wording

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "thinking": "is thinking…",
        "chosen": "Chosen: {title}",
        "public": "Everybody in this channel can read along, so I answer general questions only. "
        "For your own account, write me a direct message.",
        "asked_privately": "I answer in our direct messages: “{text}”",
        "how_to_ask": "Write your question after {command}, or write me a direct message.",
        "greeting": "Hello! Ask me about plans, bills, playback or what to watch.",
        "prompt_1": "Why is my bill higher this month?",
        "prompt_2": "What should I watch tonight?",
        "prompt_3": "It keeps buffering on my TV",
        "thanks": "Thank you for telling us.",
        "form_title": "Your feedback",
        "form_rating": "Was this answer good?",
        "form_up": "Yes",
        "form_down": "No",
        "form_comment": "What should we know?",
        "form_send": "Send",
        "form_cancel": "Cancel",
        "home_title": "Customer support",
        "home_intro": "I am an automated assistant. Ask me in Messages; a person takes over whenever you like.",
        "home_linked": "Your customer account is linked, so I can answer questions about it in direct messages.",
        "home_unlinked": "No customer account is linked. I can answer general questions; for your own account, link it.",
        "home_link": "Link my account",
        "home_unlink": "Unlink my account",
        "home_message": "Look into our messages: it goes on there.",
        "busy": "I could not take that just now. Please try again in a moment.",
    },
    "de": {
        "thinking": "denkt nach …",
        "chosen": "Gewählt: {title}",
        "public": "In diesem Kanal lesen alle mit, deshalb beantworte ich hier nur allgemeine Fragen. "
        "Zu Ihrem eigenen Konto schreiben Sie mir bitte eine Direktnachricht.",
        "asked_privately": "Ich antworte in unseren Direktnachrichten: „{text}“",
        "how_to_ask": "Schreiben Sie Ihre Frage hinter {command} oder schreiben Sie mir eine Direktnachricht.",
        "greeting": "Hallo! Fragen Sie mich zu Tarifen, Rechnungen, Wiedergabe oder was sehenswert ist.",
        "prompt_1": "Warum ist meine Rechnung diesen Monat höher?",
        "prompt_2": "Was soll ich heute Abend sehen?",
        "prompt_3": "Auf meinem Fernseher stockt das Bild",
        "thanks": "Danke für Ihre Rückmeldung.",
        "form_title": "Ihre Rückmeldung",
        "form_rating": "War diese Antwort gut?",
        "form_up": "Ja",
        "form_down": "Nein",
        "form_comment": "Was sollten wir wissen?",
        "form_send": "Senden",
        "form_cancel": "Abbrechen",
        "home_title": "Kundenservice",
        "home_intro": "Ich bin ein automatischer Assistent. Fragen Sie mich unter Nachrichten; "
        "auf Wunsch übernimmt ein Mensch.",
        "home_linked": "Ihr Kundenkonto ist verknüpft; in Direktnachrichten beantworte ich Fragen dazu.",
        "home_unlinked": "Es ist kein Kundenkonto verknüpft. Allgemeine Fragen beantworte ich; "
        "für Ihr eigenes Konto verknüpfen Sie es bitte.",
        "home_link": "Konto verknüpfen",
        "home_unlink": "Verknüpfung lösen",
        "home_message": "Sehen Sie in unsere Nachrichten: Dort geht es weiter.",
        "busy": "Das konnte ich gerade nicht annehmen. Bitte versuchen Sie es gleich noch einmal.",
    },
    "es": {
        "thinking": "está pensando…",
        "chosen": "Elegido: {title}",
        "public": "Todo el canal puede leer esto, así que aquí solo respondo a preguntas generales. "
        "Para tu propia cuenta, escríbeme un mensaje directo.",
        "asked_privately": "Respondo en nuestros mensajes directos: «{text}»",
        "how_to_ask": "Escribe tu pregunta después de {command}, o escríbeme un mensaje directo.",
        "greeting": "¡Hola! Pregúntame sobre planes, facturas, reproducción o qué ver.",
        "prompt_1": "¿Por qué mi factura es más alta este mes?",
        "prompt_2": "¿Qué puedo ver esta noche?",
        "prompt_3": "Se corta todo el tiempo en mi televisor",
        "thanks": "Gracias por decírnoslo.",
        "form_title": "Tu opinión",
        "form_rating": "¿Fue buena esta respuesta?",
        "form_up": "Sí",
        "form_down": "No",
        "form_comment": "¿Qué deberíamos saber?",
        "form_send": "Enviar",
        "form_cancel": "Cancelar",
        "home_title": "Atención al cliente",
        "home_intro": "Soy un asistente automático. Pregúntame en Mensajes; una persona te atiende cuando quieras.",
        "home_linked": "Tu cuenta de cliente está vinculada: respondo sobre ella en mensajes directos.",
        "home_unlinked": "No hay ninguna cuenta vinculada. Respondo a preguntas generales; "
        "para tu propia cuenta, vincúlala.",
        "home_link": "Vincular mi cuenta",
        "home_unlink": "Desvincular mi cuenta",
        "home_message": "Mira nuestros mensajes: continúa allí.",
        "busy": "No he podido recibirlo ahora. Inténtalo de nuevo en un momento.",
    },
    "fr": {
        "thinking": "réfléchit…",
        "chosen": "Choisi : {title}",
        "public": "Tout le canal peut lire ceci ; je n'y réponds donc qu'aux questions générales. "
        "Pour votre propre compte, écrivez-moi un message direct.",
        "asked_privately": "Je réponds dans nos messages directs : « {text} »",
        "how_to_ask": "Écrivez votre question après {command}, ou écrivez-moi un message direct.",
        "greeting": "Bonjour ! Parlez-moi d'offres, de factures, de lecture ou de ce que vous aimeriez voir.",
        "prompt_1": "Pourquoi ma facture est-elle plus élevée ce mois-ci ?",
        "prompt_2": "Que regarder ce soir ?",
        "prompt_3": "La lecture se coupe sans cesse sur ma télé",
        "thanks": "Merci de nous l'avoir dit.",
        "form_title": "Votre avis",
        "form_rating": "Cette réponse était-elle bonne ?",
        "form_up": "Oui",
        "form_down": "Non",
        "form_comment": "Que devrions-nous savoir ?",
        "form_send": "Envoyer",
        "form_cancel": "Annuler",
        "home_title": "Service client",
        "home_intro": "Je suis un assistant automatique. Écrivez-moi dans Messages ; "
        "une personne prend le relais quand vous voulez.",
        "home_linked": "Votre compte client est lié : j'y réponds dans les messages directs.",
        "home_unlinked": "Aucun compte client n'est lié. Je réponds aux questions générales ; "
        "pour votre propre compte, liez-le.",
        "home_link": "Lier mon compte",
        "home_unlink": "Délier mon compte",
        "home_message": "Regardez nos messages : cela continue là-bas.",
        "busy": "Je n'ai pas pu le prendre à l'instant. Réessayez dans un moment.",
    },
}


def words(key: str, locale: str, **values: object) -> str:
    """The wording of `key` in the language of `locale`, else in English."""
    return wording(_WORDS, key, locale, **values)
