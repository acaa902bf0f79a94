import { createRoot } from "react-dom/client";
import { adopt } from "../shared/style.ts";
import type { Chat, ChatContext, Mount } from "../shared/widget.ts";
import css from "./chat.css";
import { Connection, Conversation } from "./conversation.ts";
import { setNonce } from "./nonce.ts";
import { Panel } from "./panel.tsx";

/** A session refused this soon, in milliseconds, was not worn out: asking for another would go on for ever. */
const TOO_SOON = 5_000;

/** Draws the chat into `host` and keeps one conversation going in it. */
const mount: Mount = (host: HTMLElement, context: ChatContext): Chat => {
  setNonce(context.options.nonce);
  adopt(css);
  const root = createRoot(host);
  let running: Conversation | null = null;
  let round = 0;
  let focusWanted = false;

  const focus = (): void => {
    const box = host.querySelector<HTMLElement>("[data-id='webchat-sendbox-input']");
    focusWanted = !box;
    box?.focus();
  };

  const begin = (notice: string, say: string | null): void => {
    running?.end();
    round += 1;
    const begun = Date.now();
    const conversation = new Conversation(context.session, {
      server: context.options.server,
      greeting: context.options.opening ?? context.strings.greeting(context.options.company),
      suggestions: context.options.suggestions,
      say,
      fetch: window.fetch.bind(window),
      wake: window,
      onEnded: (unsent) => {
        if (conversation !== running) return;
        context.session.forget();
        if (Date.now() - begun < TOO_SOON && notice)
          return conversation.connectionStatus$.next(Connection.failed);
        begin(context.strings.restarted, unsent);
      },
      onMessage: () => {
        if (!context.isOpen()) context.onUnread();
      },
    });
    running = conversation;
    root.render(
      <Panel
        context={context}
        conversation={conversation}
        key={round}
        notice={notice}
        onDrawn={() => {
          if (focusWanted) focus();
        }}
      />,
    );
    void conversation.start();
  };

  begin("", context.session.kept ? null : context.options.firstMessage);
  return {
    focus,
    restart: () => begin("", null),
  };
};

declare global {
  interface Window {
    UsherChat?: { mount: Mount };
  }
}

window.UsherChat = { mount };
