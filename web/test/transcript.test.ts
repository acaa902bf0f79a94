import assert from "node:assert/strict";
import { test } from "node:test";
import { CARD, cardAction, ratingOf, Transcript } from "../src/chat/transcript.ts";

const place = (activity: { channelData: Record<string, unknown> } | undefined): number =>
  Number(activity?.channelData["webchat:sequence-id"]);

test("drafts of one answer take each other's place and the message takes theirs", () => {
  const transcript = new Transcript();
  const draft = (sequence: number, text: string) =>
    transcript.next({ event: "draft", data: { stream: "s", sequence, text } })[0];

  const first = draft(1, "One.");
  const second = draft(2, "One. Two.");
  const last = transcript.next({ event: "message", data: { id: "m", text: "One. Two.", stream: "s" } })[0];

  assert.deepEqual([first?.id, second?.id, last?.id], ["s", "s", "s"]);
  assert.deepEqual([first?.type, second?.type, last?.type], ["typing", "typing", "message"]);
  assert.equal(place(last), place(first));
});

test("a draft that comes late does not open a finished answer again", () => {
  const transcript = new Transcript();
  transcript.next({ event: "message", data: { id: "m", text: "Done.", stream: "s" } });

  const late = transcript.next({ event: "draft", data: { stream: "s", sequence: 9, text: "Do" } });

  assert.deepEqual(late, []);
});

test("the customer's own message is shown once, and replayed ones are shown as theirs", () => {
  const transcript = new Transcript();
  transcript.own({ type: "message", from: { id: "me", role: "user" }, text: "Hi", channelData: {} }, "mine");

  const echoed = transcript.next({ event: "message", data: { id: "mine", from: "customer", text: "Hi" } });
  const older = transcript.next({
    event: "message",
    data: { id: "old", from: "customer", text: "/restart" },
  });

  assert.deepEqual(echoed, []);
  assert.equal(older[0]?.from.role, "user");
  assert.equal(older[0]?.textFormat, "plain");
});

test("what arrives later stands later, whatever the clocks say", () => {
  const transcript = new Transcript();

  const [one] = transcript.next({
    event: "message",
    data: { id: "1", text: "a", at: "2030-01-01T00:00:00Z" },
  });
  const [two] = transcript.next({
    event: "message",
    data: { id: "2", text: "b", at: "2020-01-01T00:00:00Z" },
  });

  assert.ok(place(two) > place(one));
});

test("several cards make a carousel, one stands alone", () => {
  const transcript = new Transcript();
  const cards = [{ title: "Metropolis" }, { title: "Nosferatu" }];

  const [many] = transcript.next({ event: "message", data: { id: "1", text: "", cards } });
  const [one] = transcript.next({ event: "message", data: { id: "2", text: "", cards: cards.slice(0, 1) } });

  assert.equal(many?.attachmentLayout, "carousel");
  assert.equal(one?.attachmentLayout, "list");
  assert.deepEqual(
    many?.attachments?.map(({ contentType }) => contentType),
    [CARD, CARD],
  );
});

test("a suggested reply sends its opaque value and shows its title; a link opens", () => {
  const reply = cardAction({ title: "Cancel it", choice: "k3" });
  const link = cardAction({ title: "Plans", url: "https://example.org/plans" });
  const trap = cardAction({ title: "Plans", url: "javascript:alert(1)" });

  assert.deepEqual(reply, [
    {
      type: "messageBack",
      title: "Cancel it",
      text: "Cancel it",
      displayText: "Cancel it",
      value: { choice: "k3" },
    },
  ]);
  assert.deepEqual(link, [{ type: "openUrl", title: "Plans", value: "https://example.org/plans" }]);
  assert.deepEqual(trap, []);
});

test("a thumb is read back as the rating of the server's message", () => {
  const transcript = new Transcript();
  const [shown] = transcript.next({ event: "message", data: { id: "m-7", text: "x", stream: "s" } });
  const thumbs = (shown?.entities?.[0] as { potentialAction: unknown[] } | undefined)?.potentialAction ?? [];

  assert.deepEqual(ratingOf(thumbs.slice(1)), { message: "m-7", rating: "down" });
  assert.equal(ratingOf([{ type: "ClientCapabilities" }]), null);
});

test("a formality has no thumbs", () => {
  const transcript = new Transcript();

  const [said] = transcript.next({ event: "message", data: { id: "m", text: "Sorry.", formal: true } });

  assert.equal(
    (said?.entities?.[0] as { potentialAction?: unknown } | undefined)?.potentialAction,
    undefined,
  );
});

test("a person's words carry their name and no thumbs", () => {
  const transcript = new Transcript();

  const [said] = transcript.next({
    event: "message",
    data: { id: "p", text: "Hello", from: "person", author: "Sam" },
  });

  assert.equal(said?.channelData.author, "Sam");
  assert.equal(
    (said?.entities?.[0] as { potentialAction?: unknown } | undefined)?.potentialAction,
    undefined,
  );
});

test("a replay shows when each side wrote", () => {
  const transcript = new Transcript();
  const asked = { id: "1", from: "customer" as const, text: "Hi", at: "2026-11-22T10:00:00+00:00" };
  const answered = { id: "2", from: "bot" as const, text: "Hello.", at: "2026-11-22T10:00:01+00:00" };

  const shown = [asked, answered].flatMap((data) => transcript.next({ event: "message", data }));

  assert.deepEqual(
    shown.map((activity) => activity.timestamp),
    [asked.at, answered.at],
  );
});
