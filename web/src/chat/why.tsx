import { type FormEvent, type ReactElement, useId, useState } from "react";
import type { Strings } from "../shared/strings.ts";

/** Asks, after a thumb down, what was wrong. */
export function Why(props: { strings: Strings; onDone: (comment: string) => Promise<void> }): ReactElement {
  const { strings, onDone } = props;
  const [comment, setComment] = useState("");
  const label = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void onDone(comment);
  };
  return (
    <form className="usher-why" onSubmit={submit}>
      <label htmlFor={label}>{strings.why}</label>
      <textarea
        id={label}
        maxLength={1000}
        onChange={(event) => setComment(event.target.value)}
        rows={2}
        value={comment}
      />
      <div className="usher-why-buttons">
        <button onClick={() => void onDone("")} type="button">
          {strings.skip}
        </button>
        <button className="usher-primary" type="submit">
          {strings.send}
        </button>
      </div>
    </form>
  );
}
