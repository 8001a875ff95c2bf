// To Python and back: what a person did is sent until it was seen, what Python sends is taken over.

import { spoken } from "./drawing/marks.js";
import { make, numberOf, prepared } from "./drawing/paint.js";
import { raise, render } from "./drawing/render.js";
import { enqueue, numbered, recall, recover, sendAll, takeAnswers } from "../../../ui/components/saving.js";
import { codingOf, say } from "./state.js";
import { paragraphAt, wordsBetween } from "./drawing/text.js";

/** Tell Python what a person did, and on which words of which text; it is kept and repeated until it is answered. */
export function act(transcriptView, event) {
  const { data } = transcriptView;
  const sent = {
    document: data.document, version: data.version, ...wordsOfEvent(transcriptView, event), ...event, id: numbered(),
    here: transcriptView.at, coder: data.coder ?? null,
  };
  transcriptView.clicked = null;
  transcriptView.root.querySelector(".kb-notice").hidden = true;
  enqueue(transcriptView, sent);
  render(transcriptView);
  return sent.id;
}

// Words that are not all on the page are left out: half of them would not be those of the span.
function wordsOfEvent({ paragraphs, data }, { start, end, version = data.version }) {
  if (version !== data.version) return {};
  if (start === undefined || !paragraphs.length || start < paragraphs[0].start || end > paragraphs.at(-1).end) return {};
  return { words: wordsBetween(paragraphs, start, end) };
}

/** Tell Python where a person looks, or which window they need; only the last of either matters. */
export function look(transcriptView, event) {
  transcriptView[event.do === "window" ? "wanted" : "lookedAt"] = { ...event, document: transcriptView.data?.document, id: numbered() };
  sendAll(transcriptView);
}

// A person looks at a paragraph, and at a coding in it: sent together, after a moment. What Python echoes of it moves
// nothing here.
function lookSoon(transcriptView, seen, patience) {
  transcriptView.seen = { ...transcriptView.seen, ...seen };
  clearTimeout(transcriptView.looking);
  transcriptView.looking = setTimeout(() => {
    transcriptView.sentFocus = [...transcriptView.sentFocus, ...Object.entries(transcriptView.seen).map(([part, value]) => `${part} ${value}`)].slice(-12);
    look(transcriptView, { do: "focus", ...transcriptView.seen });
    transcriptView.seen = {};
  }, "coding" in transcriptView.seen ? Math.min(patience, 120) : patience);
}

/** Show a line that a person must see (something was refused), and say it; what it tells can be undone by a button. */
export function notice(transcriptView, text, undo = null, stays = false) {
  say(transcriptView, text);
  const box = transcriptView.root.querySelector(".kb-notice");
  box.replaceChildren(text);
  box.hidden = false;
  clearTimeout(transcriptView.noticed);
  transcriptView.noticed = setTimeout(() => { box.hidden = true; }, undo || stays ? 12000 : 6000);
  if (!undo) return;
  const button = make("button", "", "Undo");
  button.type = "button";
  button.addEventListener("click", () => { box.hidden = true; act(transcriptView, { do: "undo", batch: undo }); });
  box.append(button);
}

/** Take what Python sent. */
export function take(transcriptView, data) {
  if (transcriptView.data?.document !== data.document) forget(transcriptView);
  if (transcriptView.data?.version !== data.version) transcriptView.left = null;  // its offsets are those of another text
  transcriptView.data = data;
  transcriptView.paragraphs = data.window.paragraphs.map(prepared);
  transcriptView.codesByName = new Map(data.codes.map((code) => [code.name, code]));
  for (const part of ["wanted", "lookedAt"]) if (data.heard.includes(transcriptView[part]?.id)) transcriptView[part] = null;
  if (transcriptView.asked !== null && data.window.first === transcriptView.shownFirst) transcriptView.asked = null;
  if (data.window.first !== transcriptView.shownFirst) transcriptView.asked = null;
  transcriptView.shownFirst = data.window.first;
  transcriptView.goal = goalOf(transcriptView, data.focus ?? {});
  recall(transcriptView);
  tell(transcriptView, takeAnswers(transcriptView, data.answers));
  recover(transcriptView);
}

// What was refused must be seen, all of it; what was done is said, with a button where it can be taken back by itself.
function tell(transcriptView, answers) {
  const against = transcriptView.refused(answers.filter((answer) => answer.refused)); // what it is against is shown with it
  const refused = answers.filter((answer) => answer.refused && !(against && answer.conflict)).map((answer) => answer.refused);
  const done = answers.findLast((answer) => answer.message), undoable = answers.findLast((answer) => answer.undo);
  if (refused.length) notice(transcriptView, refused.join(" "), null, true);
  else if (undoable) notice(transcriptView, undoable.message, undoable.undo);
  else if (done) say(transcriptView, answers.length > 1 ? answers.map((answer) => answer.message).join(". ") : done.message);
}

// Where Python wants to go: a new `turn` says so; without turns, what changed in the focus since the last data and does
// not only echo where a person went by themselves.
function goalOf(transcriptView, focus) {
  const before = transcriptView.lastFocus ?? {}, goal = {};
  if (focus.turn !== undefined && focus.turn !== null) {
    transcriptView.lastFocus = { ...focus };
    return focus.turn === before.turn ? goal : { ...focus };
  }
  for (const part of ["paragraph", "coding"]) {
    const value = focus[part] ?? null, sent = transcriptView.sentFocus.indexOf(`${part} ${value}`);
    if (value !== null && value !== (before[part] ?? null) && sent < 0) goal[part] = value;
    if (sent >= 0) transcriptView.sentFocus.splice(0, sent);
  }
  transcriptView.lastFocus = { ...focus };
  return goal;
}

function forget(transcriptView) {
  transcriptView.page.replaceChildren(transcriptView.above, transcriptView.below);
  transcriptView.rows.clear();
  transcriptView.heights.clear();
  Object.assign(transcriptView, { preview: null, at: null, coding: null, selection: null, followed: null, left: null, lastFocus: null, sentFocus: [], seen: {}, asked: null, wanted: null, lookedAt: null });
}

/** Mark the paragraph one is in. */
export function setParagraph(transcriptView, position) {
  if (position === transcriptView.at) return;
  transcriptView.rows.get(transcriptView.at)?.classList.remove("kb-cur");
  transcriptView.at = position;
  transcriptView.rows.get(position)?.classList.add("kb-cur");
  lookSoon(transcriptView, { paragraph: position }, 900);
}

/** Focus a coding (or none): raise it, show it, say it, tell Python. */
export function setCoding(transcriptView, id, { scroll = false, quiet = false } = {}) {
  if (transcriptView.coding === id) { raise(transcriptView); return; }
  transcriptView.coding = id;
  const coding = codingOf(transcriptView, id);
  raise(transcriptView);
  if (!coding) return;
  for (const button of transcriptView.page.querySelectorAll("button.kb-stripe")) {
    button.tabIndex = button.dataset.coding === String(id) ? 0 : -1;
  }
  transcriptView.tabStop = coding.id;
  const paragraph = paragraphAt(transcriptView.paragraphs, coding.start);
  if (scroll) transcriptView.rows.get(paragraph.position)?.scrollIntoView({ block: "nearest" });
  if (!quiet) {
    say(transcriptView, `${spoken(coding)}, paragraph ${numberOf(paragraph.position)}`);
    lookSoon(transcriptView, { coding: id }, 120);
  }
}
