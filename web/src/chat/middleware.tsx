import type { ReactNode } from "react";
import type { Card, Handoff, Source } from "../shared/contract.ts";
import type { Strings } from "../shared/strings.ts";
import { CardView, Dots, Notice, Words } from "./parts.tsx";
import { type Activity, type Attachment, CARD } from "./transcript.ts";

/**
 * Where Usher's own parts enter Web Chat. Its published types describe middleware by conditional types that
 * cannot be written down briefly; the shapes below are the parts of them used here.
 */
type Render = (...args: unknown[]) => ReactNode;
type AttachmentCase = { activity: Activity; attachment?: Attachment };
type AttachmentMiddleware = () => (
  next: (value: AttachmentCase) => ReactNode,
) => (value: AttachmentCase) => ReactNode;
type AloudMiddleware = () => (
  next: (value: AttachmentCase) => Render | false,
) => (value: AttachmentCase) => Render | false;
type ActivityCase = { activity: Activity };
type ActivityMiddleware = () => (
  next: (value: ActivityCase, ...more: unknown[]) => Render | false,
) => (value: ActivityCase, ...more: unknown[]) => Render | false;
type TypingCase = { visible: boolean };
type TypingMiddleware = () => (next: unknown) => (value: TypingCase) => ReactNode;

/** Cards drawn by Usher; words get their author and sources. */
export const attachments =
  (strings: Strings): AttachmentMiddleware =>
  () =>
  (next) =>
  (value) => {
    const { activity, attachment } = value;
    if (attachment?.contentType === CARD) return <CardView card={attachment.content as Card} />;
    const { author, sources } = activity.channelData as { author?: string; sources?: Source[] };
    if (!author && !sources?.length) return next(value);
    return (
      <Words author={author} label={strings.sources} sources={sources ?? []}>
        {next(value)}
      </Words>
    );
  };

/** What a screen reader is told of a card when it arrives. */
export const attachmentsAloud: AloudMiddleware = () => (next) => (value) => {
  const { attachment } = value;
  if (attachment?.contentType !== CARD) return next(value);
  const { title, subtitle, text } = attachment.content as Card;
  return () => <p>{[title, subtitle, text].filter(Boolean).join(". ")}</p>;
};

/** Hand-over notices stand in the transcript as lines of their own. */
export const activities =
  (strings: Strings): ActivityMiddleware =>
  () =>
  (next) =>
  (value, ...more) => {
    const { activity } = value;
    if (activity.name !== "usher/handoff") return next(value, ...more);
    const { state } = activity.value as Handoff;
    return () => <Notice text={state === "active" ? strings.handoffActive : strings.handoffReturned} />;
  };

export const typing: TypingMiddleware =
  () =>
  () =>
  ({ visible }) =>
    visible && <Dots />;
