import { Session, tabStore } from "../shared/session.ts";
import { directionOf, stringsFor } from "../shared/strings.ts";
import { adopt } from "../shared/style.ts";
import type { Chat, Options } from "../shared/widget.ts";
import { Frame } from "./frame.ts";
import css from "./loader.css";
import { optionsFrom } from "./options.ts";

/** File name of the chat, with its hash; put in by the build. */
declare const CHAT_FILE: string;

declare global {
  interface Window {
    /** For sites that sign in and out without loading a page, and for own help links. */
    Usher?: { open: () => void; close: () => void; refresh: () => Promise<void> };
  }
}

const OPEN_KEY = "usher-open";

class Widget {
  private readonly store = tabStore();
  private readonly strings;
  private readonly session: Session;
  private readonly frame: Frame;
  private chat: Promise<Chat> | null = null;

  constructor(
    private readonly options: Options,
    private readonly home: string,
  ) {
    this.strings = stringsFor(options.locale);
    this.session = new Session(options, { fetch: window.fetch.bind(window), store: this.store });
    this.frame = new Frame(options, this.strings, (open) => this.opened(open));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") void this.refresh();
    });
  }

  async begin(): Promise<void> {
    await this.refresh();
    const wasOpen = this.store.getItem(OPEN_KEY) === "yes";
    // On a phone the panel would cover the page that the visitor has just asked for.
    if (this.options.startOpen || (wasOpen && !this.frame.isPhone)) this.frame.open(true);
  }

  open(): void {
    this.frame.open();
  }

  close(): void {
    this.frame.close();
  }

  /** Asks the site who is signed in; a conversation of somebody else is deleted. */
  async refresh(): Promise<void> {
    if (await this.session.dropIfForeign()) (await this.chat)?.restart();
  }

  private opened(open: boolean): void {
    this.store.setItem(OPEN_KEY, open ? "yes" : "no");
    if (!open) return;
    const before = document.activeElement;
    this.chat ??= this.load();
    this.chat.then((chat) => {
      // Focus follows only a press on the launcher, and not on a phone, where a keyboard would jump up.
      if (this.frame.isOpen && !this.frame.isPhone && before?.closest(".usher-panel")) chat.focus();
    }, this.failed);
  }

  private async load(): Promise<Chat> {
    this.frame.say(this.strings.loading);
    await addScript(new URL(CHAT_FILE, this.home).href, this.options.nonce);
    if (!window.UsherChat) throw new Error("the chat did not load");
    this.frame.body.replaceChildren();
    return window.UsherChat.mount(this.frame.body, {
      options: this.options,
      strings: this.strings,
      direction: directionOf(this.options.locale),
      session: this.session,
      isOpen: () => this.frame.isOpen,
      onUnread: () => this.frame.addUnread(),
      onStatus: (text) => this.frame.setStatus(text),
    });
  }

  private readonly failed = (): void => {
    this.chat = null;
    this.frame.say(this.strings.failed, { text: this.strings.retry, press: () => this.opened(true) });
  };
}

function addScript(src: string, nonce: string | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src;
    if (nonce) script.nonce = nonce;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`cannot load ${src}`));
    document.head.append(script);
  });
}

function boot(script: HTMLScriptElement): void {
  const options = optionsFrom(script, document.documentElement.lang || navigator.language);
  const start = (): void => {
    adopt(css);
    const widget = new Widget(options, script.src);
    window.Usher = {
      open: () => widget.open(),
      close: () => widget.close(),
      refresh: () => widget.refresh(),
    };
    void widget.begin();
  };
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start, { once: true });
}

// A second tag by mistake must not draw a second launcher.
if (document.currentScript instanceof HTMLScriptElement && !window.Usher) boot(document.currentScript);
