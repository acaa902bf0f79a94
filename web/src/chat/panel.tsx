import ReactWebChat from "botframework-webchat-component";
import { type ReactElement, useEffect, useMemo, useState } from "react";
import type { ChatContext } from "../shared/widget.ts";
import type { Conversation, Status } from "./conversation.ts";
import { renderMarkdown } from "./markdown.ts";
import { activities, attachments, attachmentsAloud, typing } from "./middleware.tsx";
import { STYLE } from "./theme.ts";
import { Why } from "./why.tsx";

// Web Chat names its options by a type of several hundred lines that knows nothing of own attachments.
const WebChat = ReactWebChat as unknown as (props: Record<string, unknown>) => ReactElement;

interface PanelProps {
  conversation: Conversation;
  context: ChatContext;
  /** Said above the transcript; empty: nothing. */
  notice: string;
  /** Called once, when there is something to focus. */
  onDrawn: () => void;
}

/** The body of the panel: one conversation. */
export function Panel({ conversation, context, notice, onDrawn }: PanelProps): ReactElement {
  const status = useStatus(conversation);
  const { strings, options } = context;

  useEffect(() => context.onStatus(statusText(status, context)), [context, status]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, after the first drawing
  useEffect(onDrawn, []);

  const middleware = useMemo(
    () => ({
      activityMiddleware: activities(strings),
      attachmentMiddleware: attachments(strings),
      attachmentForScreenReaderMiddleware: attachmentsAloud,
      typingIndicatorMiddleware: typing,
    }),
    [strings],
  );

  return (
    <div className="usher-chat">
      <div className="usher-strip" role="status">
        {status.online ? (status.delay ?? notice) : strings.offline}
      </div>
      <WebChat
        {...middleware}
        dir={context.direction}
        directLine={conversation}
        locale={options.locale}
        nonce={options.nonce ?? undefined}
        overrideLocalizedStrings={{
          TEXT_INPUT_PLACEHOLDER: strings.placeholder,
          TEXT_INPUT_ALT: strings.placeholder,
        }}
        renderMarkdown={renderMarkdown}
        role="region"
        styleOptions={STYLE}
        userID="me"
      />
      {status.askWhy && (
        <Why key={status.askWhy} onDone={(comment) => conversation.explain(comment)} strings={strings} />
      )}
    </div>
  );
}

function useStatus(conversation: Conversation): Status {
  const [status, setStatus] = useState(conversation.status$.value);
  useEffect(() => {
    const subscription = conversation.status$.subscribe(setStatus);
    return () => subscription.unsubscribe();
  }, [conversation]);
  return status;
}

/** The line under the company's name: who is answering. */
function statusText({ handoff }: Status, { strings }: ChatContext): string {
  if (handoff?.state === "requested") return strings.waiting;
  return handoff?.state === "active" ? strings.person : strings.assistant;
}
