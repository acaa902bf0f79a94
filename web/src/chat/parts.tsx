import { hooks } from "botframework-webchat-api";
import { type ReactElement, type ReactNode, useState } from "react";
import type { Card, Source } from "../shared/contract.ts";
import { safeUrl } from "./address.ts";
import { type CardAction, cardAction } from "./transcript.ts";

/** One title: picture, words, and what can be done with it. */
export function CardView({ card }: { card: Card }): ReactElement {
  const perform = hooks.usePerformCardAction() as (action: CardAction) => void;
  const link = safeUrl(card.url);
  const image = safeUrl(card.image);
  const [broken, setBroken] = useState(false);
  return (
    <article className="usher-card">
      {image && !broken && (
        <img alt="" className="usher-card-image" loading="lazy" onError={() => setBroken(true)} src={image} />
      )}
      <div className="usher-card-words">
        <p className="usher-card-title">
          {link ? (
            <a href={link} rel="noopener noreferrer" target="_blank">
              {card.title}
            </a>
          ) : (
            card.title
          )}
        </p>
        {card.subtitle && <p className="usher-card-subtitle">{card.subtitle}</p>}
        {card.text && <p className="usher-card-text">{card.text}</p>}
      </div>
      {!!card.buttons?.length && (
        <div className="usher-card-buttons">
          {card.buttons.flatMap(cardAction).map((action) => (
            <button key={action.title} onClick={() => perform(action)} type="button">
              {action.title}
            </button>
          ))}
        </div>
      )}
    </article>
  );
}

/** A message's words with the person's name above and the sources below. */
export function Words(props: {
  author: string | undefined;
  sources: readonly Source[];
  label: string;
  children: ReactNode;
}): ReactElement {
  return (
    <>
      {props.author && <p className="usher-author">{props.author}</p>}
      {props.children}
      {props.sources.length > 0 && (
        <section aria-label={props.label} className="usher-sources">
          <ul>
            {props.sources.map((source) => (
              <li key={source.title}>
                <SourceName source={source} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function SourceName({ source }: { source: Source }): ReactElement {
  const link = source.url ? safeUrl(source.url) : null;
  if (!link) return <span>{source.title}</span>;
  return (
    <a href={link} rel="noopener noreferrer" target="_blank">
      {source.title}
    </a>
  );
}

/** A line in the transcript that nobody said, e.g. that a person has joined. */
export function Notice({ text }: { text: string }): ReactElement {
  return <p className="usher-notice">{text}</p>;
}

/** Three dots while an answer is being prepared; still, where motion is unwelcome. */
export function Dots(): ReactElement {
  return (
    <div aria-hidden="true" className="usher-dots">
      <span />
      <span />
      <span />
    </div>
  );
}
