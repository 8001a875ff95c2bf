// The state of one transcript on the page, and bringing the page in line with it.

import { assignLanes, byParagraph, inOrder, signature, spoken } from "./marks.js";
import { hitsIn, make, makeRow, measureRows, numberOf, paintRow, prepared } from "./paint.js";
import { offsetAt, paragraphAt, placeOf } from "./text.js";

/** A new state over the component's root. */
export function newSurface(root) {
  return {
    root,
    ended: new AbortController(),
    page: root.querySelector(".kb-page"),
    live: root.querySelector(".kb-live"),
    data: null, paragraphs: [], codings: [], codingsOf: new Map(), places: new Map(),
    rows: new Map(), heights: new Map(), unseen: [], preview: null, told: [], seen: {}, goal: {},
    nonce: Math.random().toString(36).slice(2, 10), count: 0,
    at: null, coding: null, hovered: null, tabStop: null, selection: null, exact: false,
    lastCode: null, asked: null, quest: null, narrow: false, send: () => {},
  };
}

/** Tell Python what a person did; it is repeated until Python says that it has seen it. */
export function act(surface, event) {
  surface.count += 1;
  const sent = { ...event, here: surface.at, id: `${surface.nonce}-${surface.count}` };
  surface.unseen.push(sent);
  surface.clicked = null;
  surface.send("events", [...surface.unseen]);
  clearTimeout(surface.patience);
  surface.patience = setTimeout(() => insist(surface), 6000);
  render(surface);
  return sent.id;
}

function insist(surface) {
  if (!surface.unseen.length || !surface.root.isConnected) return;
  say(surface, "Not saved yet; trying again.");
  surface.send("events", [...surface.unseen]);
  surface.patience = setTimeout(() => insist(surface), 6000);
}

/** Tell Python where a person looks, or which window they need; only the last of either matters. */
export function look(surface, event) {
  surface.count += 1;
  surface.send(event.do === "window" ? "window" : "look", { ...event, id: `${surface.nonce}-${surface.count}` });
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

/** Put a line into the aria-live region. */
export function say(surface, text) {
  if (surface.live.textContent === text) surface.live.textContent = "";
  surface.live.textContent = text;
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

/** The colour of a code, as far as the codebook knows it. */
export function colourOf(surface, name) {
  return surface.codesByName?.get(name)?.colour ?? 0;
}

/** The coding with this id, as shown now. */
export function codingOf(surface, id) {
  return surface.codings.find((coding) => String(coding.id) === String(id)) ?? null;
}

// What the catalog says, changed by what was done since and has not come back yet.
function shownCodings(surface) {
  let codings = surface.data.codings;
  const line = codings.find((coding) => coding.own)?.line ?? "solid";
  const change = (id, values) => {
    codings = codings.map((coding) => (coding.id === id ? { ...coding, ...values, saving: true } : coding));
  };
  const fresh = (event, code, start, end) => ({
    id: `${event.id}:${code}`, start, end, code, colour: colourOf(surface, code), line, own: true, saving: true, fresh: true,
  });
  for (const event of surface.unseen) {
    if (event.do === "code") codings = [...codings, ...event.codes.map((code) => fresh(event, code, event.start, event.end))];
    if (event.do === "recode") change(event.coding, { code: event.code, colour: colourOf(surface, event.code) });
    if (event.do === "resize") change(event.coding, { start: event.start, end: event.end });
    if (event.do === "memo") change(event.coding, { memo: Boolean(event.text) });
    if (event.do === "remove") codings = codings.filter((coding) => coding.id !== event.coding);
    if (event.do === "place") codings = [...codings, fresh(event, event.code, event.start, event.end)];
    if (event.do === "suggest" && event.accept) {
      const paragraph = surface.paragraphs.find((each) => each.position === event.position);
      if (paragraph) codings = [...codings, fresh(event, event.code, paragraph.start, paragraph.end)];
    }
  }
  const preview = surface.preview;
  if (preview) codings = codings.map((coding) => (coding.id === preview.id ? { ...coding, ...preview } : coding));
  return inOrder(codings);
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

/** Bring the page in line with the state; only paragraphs whose signature changed are painted. */
export function render(surface) {
  if (!surface.data) return;
  const began = performance.now();
  surface.codings = shownCodings(surface);
  surface.codingsOf = byParagraph(surface.paragraphs, surface.codings);
  surface.places = assignLanes(surface.paragraphs, surface.codings, surface.data.alike);
  if (!codingOf(surface, surface.coding)) surface.coding = null;
  if (!codingOf(surface, surface.tabStop)) surface.tabStop = surface.codings[0]?.id ?? null;
  const back = holdPlace(surface), caret = holdCaret(surface), focus = holdFocus(surface), painted = reconcile(surface);
  caret();
  focus();
  back();
  measureRows(surface, painted.filter((row) => isNear(surface, row)));
  raise(surface);
  surface.root.dataset.painted = painted.length;
  surface.root.dataset.runs = Number(surface.root.dataset.runs ?? 0) + 1;
  surface.root.dataset.ms = (performance.now() - began).toFixed(1);
}

function reconcile(surface) {
  const painted = [], positions = new Set(surface.paragraphs.map((paragraph) => paragraph.position));
  for (const [position, row] of surface.rows) {
    if (positions.has(position)) continue;
    surface.watcher?.unobserve(row);
    row.remove();
    surface.rows.delete(position);
  }
  let after = surface.above;
  for (const paragraph of surface.paragraphs) {
    let row = surface.rows.get(paragraph.position);
    const codings = surface.codingsOf.get(paragraph.position);
    const mark = signature(paragraph, codings, surface.places, hitsIn(surface, paragraph),
      surface.data.suggestions?.[paragraph.position]);
    if (!row) {
      row = makeRow();
      surface.rows.set(paragraph.position, row);
      surface.watcher?.observe(row);
    }
    if (row.kbSignature !== mark) {
      row.kbSignature = mark;
      paintRow(surface, row, paragraph);
      painted.push(row);
    }
    row.kbParagraph = paragraph;
    if (after.nextSibling !== row) after.after(row);
    after = row;
  }
  setSpaces(surface);
  return painted;
}

function setSpaces(surface) {
  const first = surface.data.window.first, shown = surface.paragraphs.length;
  const known = [...surface.heights.values()];
  const usual = known.length ? known.reduce((sum, height) => sum + height, 0) / known.length : 70;
  let above = 0;
  for (let i = 0; i < first; i += 1) above += surface.heights.get(i) ?? usual;
  let below = 0;
  for (let i = first + shown; i < surface.data.total; i += 1) below += surface.heights.get(i) ?? usual;
  surface.usual = usual;
  surface.above.style.height = `${above}px`;
  surface.below.style.height = `${below}px`;
}

// The paragraph that is at the top of the view stays where it is, whatever is painted above it.
function holdPlace(surface) {
  const held = [...surface.rows.values()].find((row) => row.getBoundingClientRect().bottom > 120);
  const top = held?.getBoundingClientRect().top;
  return () => {
    if (!held?.isConnected) return;
    const moved = held.getBoundingClientRect().top - top;
    if (Math.abs(moved) > 0.5) scroller(surface).scrollTop += moved;
  };
}

// A repaint replaces the text nodes that the caret is in; put it back by its offsets.
function holdCaret(surface) {
  const now = document.getSelection();
  if (!now?.anchorNode || !surface.page.contains(now.anchorNode)) return () => {};
  const anchor = offsetAt(surface, now.anchorNode, now.anchorOffset);
  const focus = offsetAt(surface, now.focusNode, now.focusOffset);
  const nodes = [now.anchorNode, now.focusNode];
  return () => {
    const same = now.anchorNode === nodes[0] && now.focusNode === nodes[1];
    if (anchor === null || focus === null || (same && nodes.every((node) => node.isConnected))) return;
    const from = placeOf(surface, anchor), to = placeOf(surface, focus);
    if (from && to) now.setBaseAndExtent(from.node, from.index, to.node, to.index);
  };
}

// A repaint makes the stripes anew; the one that has the focus keeps it, and with it the keys. Where its coding is gone,
// the text has it.
function holdFocus(surface) {
  const stripe = document.activeElement?.closest?.("button[data-coding]");
  if (!stripe || !surface.page.contains(stripe)) return () => {};
  return () => {
    if (stripe.isConnected) return;
    const now = surface.page.querySelector(`button.kb-stripe[data-coding="${CSS.escape(stripe.dataset.coding)}"]`);
    (now ?? surface.page).focus({ preventScroll: true });
  };
}

/** What scrolls the transcript: the nearest ancestor that can. */
export function scroller(surface) {
  for (let node = surface.root.parentElement; node; node = node.parentElement) {
    const style = getComputedStyle(node).overflowY;
    if ((style === "auto" || style === "scroll") && node.scrollHeight > node.clientHeight + 1) return node;
  }
  return document.scrollingElement;
}

function isNear(surface, row) {
  const box = row.getBoundingClientRect();
  return box.bottom > -400 && box.top < window.innerHeight + 400;
}

/** Raise the coding under the pointer, else the focused one: full colour, the others fade. */
export function raise(surface) {
  const id = surface.hovered ?? surface.coding, coding = codingOf(surface, id);
  surface.root.classList.toggle("kb-raising", Boolean(coding));
  for (const element of surface.page.querySelectorAll(".kb-up")) element.classList.remove("kb-up");
  if (!coding) { surface.onRaise?.(null); return; }
  surface.root.style.setProperty("--kb-raised", `var(--c${coding.colour})`);
  for (const row of surface.rows.values()) {
    if (!surface.codingsOf.get(row.kbParagraph.position)?.includes(coding)) continue;
    for (const element of row.querySelectorAll("[data-codings],[data-coding]")) {
      const ids = element.dataset.coding ? [element.dataset.coding] : element.dataset.codings.split(" ");
      if (ids.includes(String(coding.id))) element.classList.add("kb-up");
    }
  }
  surface.onRaise?.(coding);
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
