"""What is said while a chat account is linked, by language; and the words that ask for it."""

from __future__ import annotations

PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "offer": "Open this page within 10 minutes, sign in and confirm. It then shows six digits: type them here. "
        "The page is for you alone, please don't pass it on.",
        "button": "Link my account",
        "privately": "For that, please write to me directly: others can read along here.",
        "linked": "Done: this chat is linked to your customer account. You can undo it any time with “unlink”. "
        "What would you like to know?",
        "wrong": "That isn't the code. You can try {left} more times.",
        "wrong_last": "That isn't the code. You can try once more.",
        "void": "The code was wrong too often. Please ask for a new link.",
        "expired": "That code is no longer valid. Please ask for a new link.",
        "unlinked": "No customer account is linked to this chat now.",
    },
    "de": {
        "offer": "Öffnen Sie diese Seite innerhalb von 10 Minuten, melden Sie sich an und bestätigen Sie. Sie zeigt "
        "dann sechs Ziffern: Geben Sie diese hier ein. Die Seite ist nur für Sie, bitte geben Sie sie nicht weiter.",
        "button": "Konto verknüpfen",
        "privately": "Schreiben Sie mir dafür bitte direkt: Hier können andere mitlesen.",
        "linked": "Fertig: Dieser Chat ist mit Ihrem Kundenkonto verknüpft. Mit „Verknüpfung lösen“ machen Sie das "
        "jederzeit rückgängig. Was möchten Sie wissen?",
        "wrong": "Das ist nicht der Code. Sie können es noch {left}-mal versuchen.",
        "wrong_last": "Das ist nicht der Code. Sie können es noch einmal versuchen.",
        "void": "Der Code war zu oft falsch. Bitte lassen Sie sich einen neuen Link geben.",
        "expired": "Dieser Code gilt nicht mehr. Bitte lassen Sie sich einen neuen Link geben.",
        "unlinked": "Mit diesem Chat ist jetzt kein Kundenkonto verknüpft.",
    },
    "es": {
        "offer": "Abre esta página en los próximos 10 minutos, inicia sesión y confirma. Te mostrará seis cifras: "
        "escríbelas aquí. La página es solo para ti; no la compartas.",
        "button": "Vincular mi cuenta",
        "privately": "Para eso, escríbeme directamente: aquí pueden leerlo otros.",
        "linked": "Listo: este chat está vinculado a tu cuenta de cliente. Puedes deshacerlo cuando quieras con "
        "«desvincular mi cuenta». ¿Qué quieres saber?",
        "wrong": "Ese no es el código. Puedes intentarlo {left} veces más.",
        "wrong_last": "Ese no es el código. Puedes intentarlo una vez más.",
        "void": "El código ha fallado demasiadas veces. Pide un enlace nuevo.",
        "expired": "Ese código ya no es válido. Pide un enlace nuevo.",
        "unlinked": "Ahora no hay ninguna cuenta de cliente vinculada a este chat.",
    },
    "fr": {
        "offer": "Ouvrez cette page dans les 10 minutes, connectez-vous et confirmez. Elle affiche alors six "
        "chiffres : saisissez-les ici. Cette page est pour vous seul, ne la transmettez pas.",
        "button": "Lier mon compte",
        "privately": "Pour cela, écrivez-moi directement : ici, d'autres peuvent lire.",
        "linked": "C'est fait : cette discussion est liée à votre compte client. Vous pouvez l'annuler à tout moment "
        "avec « délier mon compte ». Que voulez-vous savoir ?",
        "wrong": "Ce n'est pas le code. Vous pouvez encore essayer {left} fois.",
        "wrong_last": "Ce n'est pas le code. Vous pouvez encore essayer une fois.",
        "void": "Le code a été faux trop souvent. Demandez un nouveau lien.",
        "expired": "Ce code n'est plus valable. Demandez un nouveau lien.",
        "unlinked": "Aucun compte client n'est lié à cette discussion maintenant.",
    },
}

# a whole message, never a part of one: what else mentions accounts is the dialogue's
LINK = frozenset(
    ("link", "link account", "link my account", "konto verknüpfen", "mein konto verknüpfen", "vincular cuenta",
     "vincular mi cuenta", "lier mon compte", "lier un compte")
)  # fmt: skip
UNLINK = frozenset(
    ("unlink", "unlink account", "unlink my account", "verknüpfung lösen", "konto trennen", "desvincular",
     "desvincular cuenta", "desvincular mi cuenta", "délier mon compte", "délier un compte")
)  # fmt: skip
