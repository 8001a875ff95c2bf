// To Python and back: what a person did is sent until it was seen, what Python sends is taken over.

import { spoken } from "./drawing/marks.js";
import { make, numberOf, prepared } from "./drawing/paint.js";
import { keptParts } from "./parts.js";
import { raise, render } from "./drawing/render.js";
import { codingOf, say } from "./state.js";
import { paragraphAt } from "./drawing/text.js";

/** Tell Python what a person did; it is repeated until Python says that it has seen it. */
export function act(surface, event) {
  surface.count += 1;
  const sent = { ...event, here: surface.at, id: `${surface.nonce}-${surface.count}` };
  surface.unseen.push(sent);
  surface.clicked = null;
  sendUnseen(surface);
  clearTimeout(surface.patience);
  surface.patience = setTimeout(() => insist(surface), 6000);
  render(surface);
  return sent.id;
}

function sendUnseen(surface) {
  surface.send("events", surface.unseen.map((event) => ({ ...event, kept: keptParts() })));
}

function insist(surface) {
  if (!surface.unseen.length || !surface.root.isConnected) return;
  say(surface, "Not saved yet; trying again.");
  sendUnseen(surface);
  surface.patience = setTimeout(() => insist(surface), 6000);
}

/** Tell Python where a person looks, or which window they need; only the last of either matters. */
export function look(surface, event) {
  surface.count += 1;
  surface.send(event.do === "window" ? "window" : "look", { ...event, id: `${surface.nonce}-${surface.count}`, kept: keptParts() });
}

// A person looks at a paragraph, and at a coding in it: told together, after a moment. What Python echoes of it moves
// nothing here.
function lookSoon(surface, seen, patience) {
  surface.seen = { ...surface.seen, ...seen };
  clearTimeout(surface.looking);
  surface.looking = setTimeout(() => {
    surface.told = [...surface.told, ...Object.entries(surface.seen).map(([part, value]) => `${part} ${value}`)].slice(-12);
    look(surface, { do: "focus", ...surface.seen });
    surface.seen = {};
  }, "coding" in surface.seen ? Math.min(patience, 120) : patience);
}

/** Show a line that a person must see (something was refused), and say it; what it tells can be undone by a button. */
export function notice(surface, text, undo = null) {
  say(surface, text);
  const box = surface.root.querySelector(".kb-notice");
  box.replaceChildren(text);
  box.hidden = false;
  clearTimeout(surface.noticed);
  surface.noticed = setTimeout(() => { box.hidden = true; }, undo ? 12000 : 6000);
  if (!undo) return;
  const button = make("button", "", "Undo");
  button.type = "button";
  button.addEventListener("click", () => { box.hidden = true; act(surface, { do: "undo", batch: undo }); });
  box.append(button);
}

/** Take what Python sent. */
export function take(surface, data) {
  if (surface.data?.document !== data.document) forget(surface);
  const { rejected } = data;
  const seen = new Set(data.seen ?? []);
  if (rejected && rejected.event !== surface.rejected) {
    surface.rejected = rejected.event;
    seen.add(rejected.event);
    notice(surface, rejected.reason);
  }
  const message = data.message !== surface.data?.message ? data.message : "";
  surface.data = data;
  surface.paragraphs = data.window.paragraphs.map(prepared);
  surface.codesByName = new Map(data.codes.map((code) => [code.name, code]));
  surface.unseen = surface.unseen.filter((event) => !seen.has(event.id));
  if (!surface.unseen.length) clearTimeout(surface.patience);
  if (surface.asked !== null && data.window.first === surface.shownFirst) surface.asked = null;
  if (data.window.first !== surface.shownFirst) surface.asked = null;
  surface.shownFirst = data.window.first;
  surface.goal = goalOf(surface, data.focus ?? {});
  const { undo } = data;
  if (undo && undo.event !== surface.undoable) {
    surface.undoable = undo.event;
    notice(surface, data.message, undo.batch);
  } else if (message) say(surface, message);
}

// Where Python wants to go: a new `turn` says so; without turns, what changed in the focus since the last data and does
// not only echo where a person went by themselves.
function goalOf(surface, focus) {
  const before = surface.lastFocus ?? {}, goal = {};
  if (focus.turn !== undefined && focus.turn !== null) {
    surface.lastFocus = { ...focus };
    return focus.turn === before.turn ? goal : { ...focus };
  }
  for (const part of ["paragraph", "coding"]) {
    const value = focus[part] ?? null, told = surface.told.indexOf(`${part} ${value}`);
    if (value !== null && value !== (before[part] ?? null) && told < 0) goal[part] = value;
    if (told >= 0) surface.told.splice(0, told);
  }
  surface.lastFocus = { ...focus };
  return goal;
}

function forget(surface) {
  surface.page.replaceChildren(surface.above, surface.below);
  surface.rows.clear();
  surface.heights.clear();
  Object.assign(surface, { unseen: [], preview: null, at: null, coding: null, selection: null, lastFocus: null, told: [], seen: {}, asked: null });
}

/** Mark the paragraph one is in. */
export function setParagraph(surface, position) {
  if (position === surface.at) return;
  surface.rows.get(surface.at)?.classList.remove("kb-cur");
  surface.at = position;
  surface.rows.get(position)?.classList.add("kb-cur");
  lookSoon(surface, { paragraph: position }, 900);
}

/** Focus a coding (or none): raise it, show it, say it, tell Python. */
export function setCoding(surface, id, { scroll = false, quiet = false } = {}) {
  if (surface.coding === id) { raise(surface); return; }
  surface.coding = id;
  const coding = codingOf(surface, id);
  raise(surface);
  if (!coding) return;
  for (const button of surface.page.querySelectorAll("button.kb-stripe")) {
    button.tabIndex = button.dataset.coding === String(id) ? 0 : -1;
  }
  surface.tabStop = coding.id;
  const paragraph = paragraphAt(surface.paragraphs, coding.start);
  if (scroll) surface.rows.get(paragraph.position)?.scrollIntoView({ block: "nearest" });
  if (!quiet) {
    say(surface, `${spoken(coding)}, paragraph ${numberOf(paragraph.position)}`);
    lookSoon(surface, { coding: id }, 120);
  }
}
