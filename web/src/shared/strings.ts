/** The widget's own words. Web Chat brings its own for everything inside the transcript. */
export interface Strings {
  launcher: string;
  close: string;
  assistant: string;
  person: string;
  waiting: string;
  offline: string;
  loading: string;
  failed: string;
  retry: string;
  placeholder: string;
  greeting: (company: string) => string;
  handoffActive: string;
  handoffReturned: string;
  restarted: string;
  sources: string;
  unread: (count: number) => string;
  why: string;
  send: string;
  skip: string;
  thanks: string;
}

const en: Strings = {
  launcher: "Help",
  close: "Close chat",
  assistant: "Automated assistant",
  person: "You're talking to a person now",
  waiting: "Waiting for a person",
  offline: "No connection. Trying again…",
  loading: "Opening the chat…",
  failed: "The chat could not be opened.",
  retry: "Try again",
  placeholder: "Type your question",
  greeting: (company) => `Hello! What would you like to know about ${company}?`,
  handoffActive: "You're talking to a person now.",
  handoffReturned: "You're back with the automated assistant.",
  restarted: "The last conversation has ended. This is a new one.",
  sources: "Sources",
  unread: (count) => (count === 1 ? "1 new message" : `${count} new messages`),
  why: "What was wrong with the answer?",
  send: "Send",
  skip: "Skip",
  thanks: "Thank you. That helps us to improve.",
};

const de: Strings = {
  launcher: "Hilfe",
  close: "Chat schließen",
  assistant: "Automatischer Assistent",
  person: "Sie sprechen jetzt mit einem Menschen",
  waiting: "Warten auf einen Menschen",
  offline: "Keine Verbindung. Neuer Versuch…",
  loading: "Der Chat wird geöffnet…",
  failed: "Der Chat ließ sich nicht öffnen.",
  retry: "Noch einmal versuchen",
  placeholder: "Ihre Frage",
  greeting: (company) => `Guten Tag! Was möchten Sie über ${company} wissen?`,
  handoffActive: "Sie sprechen jetzt mit einem Menschen.",
  handoffReturned: "Jetzt antwortet wieder der automatische Assistent.",
  restarted: "Das letzte Gespräch ist beendet. Dies ist ein neues.",
  sources: "Quellen",
  unread: (count) => (count === 1 ? "1 neue Nachricht" : `${count} neue Nachrichten`),
  why: "Was stimmte an der Antwort nicht?",
  send: "Senden",
  skip: "Überspringen",
  thanks: "Danke. Das hilft uns weiter.",
};

const fr: Strings = {
  launcher: "Aide",
  close: "Fermer la discussion",
  assistant: "Assistant automatique",
  person: "Vous parlez maintenant à une personne",
  waiting: "En attente d'une personne",
  offline: "Pas de connexion. Nouvel essai…",
  loading: "Ouverture de la discussion…",
  failed: "La discussion n'a pas pu s'ouvrir.",
  retry: "Réessayer",
  placeholder: "Votre question",
  greeting: (company) => `Bonjour ! Que souhaitez-vous savoir sur ${company} ?`,
  handoffActive: "Vous parlez maintenant à une personne.",
  handoffReturned: "L'assistant automatique vous répond de nouveau.",
  restarted: "La conversation précédente est terminée. En voici une nouvelle.",
  sources: "Sources",
  unread: (count) => (count === 1 ? "1 nouveau message" : `${count} nouveaux messages`),
  why: "Qu'est-ce qui n'allait pas dans la réponse ?",
  send: "Envoyer",
  skip: "Passer",
  thanks: "Merci. Cela nous aide à progresser.",
};

const es: Strings = {
  launcher: "Ayuda",
  close: "Cerrar el chat",
  assistant: "Asistente automático",
  person: "Ahora habla con una persona",
  waiting: "Esperando a una persona",
  offline: "Sin conexión. Reintentando…",
  loading: "Abriendo el chat…",
  failed: "No se pudo abrir el chat.",
  retry: "Reintentar",
  placeholder: "Escriba su pregunta",
  greeting: (company) => `¡Hola! ¿Qué desea saber sobre ${company}?`,
  handoffActive: "Ahora habla con una persona.",
  handoffReturned: "Vuelve a atenderle el asistente automático.",
  restarted: "La conversación anterior ha terminado. Esta es nueva.",
  sources: "Fuentes",
  unread: (count) => (count === 1 ? "1 mensaje nuevo" : `${count} mensajes nuevos`),
  why: "¿Qué falló en la respuesta?",
  send: "Enviar",
  skip: "Omitir",
  thanks: "Gracias. Nos ayuda a mejorar.",
};

const ar: Strings = {
  launcher: "مساعدة",
  close: "إغلاق المحادثة",
  assistant: "مساعد آلي",
  person: "أنت تتحدث الآن مع شخص",
  waiting: "بانتظار أحد الأشخاص",
  offline: "لا يوجد اتصال. تجري إعادة المحاولة…",
  loading: "جارٍ فتح المحادثة…",
  failed: "تعذّر فتح المحادثة.",
  retry: "إعادة المحاولة",
  placeholder: "اكتب سؤالك",
  greeting: (company) => `مرحبًا! ماذا تود أن تعرف عن ${company}؟`,
  handoffActive: "أنت تتحدث الآن مع شخص.",
  handoffReturned: "عاد المساعد الآلي للرد عليك.",
  restarted: "انتهت المحادثة السابقة. هذه محادثة جديدة.",
  sources: "المصادر",
  unread: (count) => `رسائل جديدة: ${count}`,
  why: "ما الخطأ في الإجابة؟",
  send: "إرسال",
  skip: "تخطٍّ",
  thanks: "شكرًا لك. هذا يساعدنا على التحسين.",
};

const ALL: Record<string, Strings> = { ar, de, en, es, fr };
const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);

const language = (locale: string): string => locale.toLowerCase().split("-")[0] ?? "en";

/** The words of a locale's language; English where there are none. */
export const stringsFor = (locale: string): Strings => ALL[language(locale)] ?? en;

export const directionOf = (locale: string): "ltr" | "rtl" =>
  RIGHT_TO_LEFT.has(language(locale)) ? "rtl" : "ltr";
