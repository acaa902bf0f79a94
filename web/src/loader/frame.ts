import { directionOf, type Strings } from "../shared/strings.ts";
import type { Options } from "../shared/widget.ts";
import { accentFrom } from "./color.ts";
import { bubble, cross } from "./icons.ts";
import { ACCENT } from "./options.ts";

/** Below this width, in pixels, the panel fills the screen and the page behind it rests. */
const PHONE = "(max-width: 520px)";

/** The launcher button and the panel around the chat. */
export class Frame {
  readonly body = make("div", "usher-body");
  private readonly launcher = make("button", "usher-launcher");
  private readonly badge = make("span", "usher-badge");
  private readonly dialog = make("dialog", "usher-panel");
  private readonly status = make("p", "usher-status");
  private readonly phone = window.matchMedia(PHONE);
  private unread = 0;

  constructor(
    private readonly options: Options,
    private readonly strings: Strings,
    private readonly onChange: (open: boolean) => void,
  ) {
    const root = make("div", `usher usher-${options.position}`);
    root.dir = directionOf(options.locale);
    root.lang = options.locale;
    const accent = accentFrom(options.accent, ACCENT);
    root.style.setProperty("--usher-accent", accent.fill);
    root.style.setProperty("--usher-on-accent", accent.on);
    root.style.setProperty("--usher-link-light", accent.onLight);
    root.style.setProperty("--usher-link-dark", accent.onDark);
    this.buildLauncher();
    this.buildPanel();
    root.append(this.launcher, this.dialog);
    document.body.append(root);
    this.phone.addEventListener("change", () => this.isOpen && this.reopen());
  }

  get isOpen(): boolean {
    return this.dialog.open;
  }

  get isPhone(): boolean {
    return this.phone.matches;
  }

  /** Shows the panel. `quietly` leaves the focus where it is: nobody pressed anything. */
  open(quietly = false): void {
    if (this.isOpen) return;
    this.setUnread(0);
    if (this.isPhone) this.dialog.showModal();
    else if (quietly) this.dialog.open = true;
    else this.dialog.show();
    this.reflect();
  }

  close(): void {
    if (!this.isOpen) return;
    this.dialog.close();
    this.reflect();
    this.launcher.focus();
  }

  setStatus(text: string): void {
    this.status.textContent = text;
  }

  addUnread(): void {
    this.setUnread(this.unread + 1);
  }

  /** Fills the body with a word to the visitor, and a button if there is something to press. */
  say(text: string, button?: { text: string; press: () => void }): void {
    const line = make("p", "usher-loading");
    line.setAttribute("role", "status");
    line.textContent = text;
    this.body.replaceChildren(line);
    if (!button) return;
    const press = make("button", "usher-retry");
    press.type = "button";
    press.textContent = button.text;
    press.addEventListener("click", button.press);
    this.body.append(press);
  }

  private buildLauncher(): void {
    const text = this.options.launcherText ?? this.strings.launcher;
    this.launcher.type = "button";
    this.launcher.setAttribute("aria-haspopup", "dialog");
    this.launcher.append(bubble(), ...(text ? [make("span", "usher-launcher-text", text)] : []), this.badge);
    if (!text) this.launcher.setAttribute("aria-label", this.strings.launcher);
    this.badge.hidden = true;
    this.launcher.addEventListener("click", () => this.open());
  }

  private buildPanel(): void {
    const close = make("button", "usher-close");
    close.type = "button";
    close.setAttribute("aria-label", this.strings.close);
    close.append(cross());
    close.addEventListener("click", () => this.close());
    const title = make("h2", "usher-title", this.options.company);
    title.id = "usher-title";
    const words = make("div", "usher-words");
    this.status.textContent = this.strings.assistant;
    words.append(title, this.status);
    const mark = make("span", "usher-mark");
    mark.append(bubble());
    const header = make("header", "usher-header");
    header.append(mark, words, close);
    this.dialog.setAttribute("aria-labelledby", "usher-title");
    this.dialog.append(header, this.body);
    this.dialog.addEventListener("keydown", (event) => {
      // What Web Chat does with Escape itself (leaving a list of replies) comes first.
      if (event.key === "Escape" && !event.defaultPrevented) {
        event.preventDefault();
        this.close();
      }
    });
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
  }

  /** The window was turned or resized: a full screen holds the page back, a corner panel does not. */
  private reopen(): void {
    this.dialog.close();
    this.open(true);
  }

  private reflect(): void {
    this.launcher.setAttribute("aria-expanded", String(this.isOpen));
    this.launcher.hidden = this.isOpen;
    document.documentElement.classList.toggle("usher-fullscreen", this.isOpen && this.isPhone);
    this.onChange(this.isOpen);
  }

  private setUnread(count: number): void {
    this.unread = count;
    this.badge.hidden = count === 0;
    this.badge.textContent = count ? String(count) : "";
    if (count) this.badge.setAttribute("aria-label", this.strings.unread(count));
    this.badge.setAttribute("role", "status");
  }
}

function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  text?: string,
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  element.className = className;
  if (text) element.textContent = text;
  return element;
}
