// The coding surface: Streamlit calls the default export with each change of the data. Nodes and listeners stay.

import { code, mine, placeLost, recode } from "./coding/coding.js";
import { bindEdges } from "./coding/edges.js";
import { act, look, setCoding, setParagraph, take } from "./events.js";
import { onKey } from "./keys.js";
import { make, numberOf } from "./drawing/paint.js";
import { completed } from "./parts.js";
import { closePicker, openPicker } from "./coding/picker.js";
import { raise, render, scroller } from "./drawing/render.js";
import { ask, bindSelection, nativeSpan, select } from "./coding/select.js";
import { openCodings } from "./coding/sheets.js";
import { codingOf, newSurface } from "./state.js";
import { bindWindow, fit, lookAhead } from "./drawing/windows.js";

export default function transcript({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".kb-transcript");
  const surface = (root.kbSurface ??= begin(root));
  surface.send = setTriggerValue;
  const view = completed(data);
  if (view) show(surface, view);
  else look(surface, { do: "missing" });
  return () => setTimeout(() => end(surface), 0);
}

function show(surface, view) {
  take(surface, view);
  fit(surface);
  furnish(surface);
  render(surface);
  follow(surface);
}

function begin(root) {
  const surface = newSurface(root);
  surface.above = make("div", "kb-space");
  surface.below = make("div", "kb-space");
  for (const space of [surface.above, surface.below]) space.contentEditable = "false";
  surface.page.replaceChildren(surface.above, surface.below);
  surface.handle = root.querySelector(".kb-handle");
  bindWindow(surface);
  bindEdges(surface);
  bindSelection(surface);
  bindPage(surface);
  return surface;
}

// Called when Streamlit takes the component away; what listens to the whole document must stop.
function end(surface) {
  if (surface.root.isConnected) return;
  closePicker(surface, { focus: false });
  clearTimeout(surface.patience);
  surface.ended.abort();
}

// A text field that cannot be changed: it gives a caret, selection by keyboard and a screen reader's caret for free.
// On touch screens it would open the keyboard, and selecting works without it.
function furnish(surface) {
  const { page } = surface, { writable } = surface.data;
  const touch = matchMedia("(hover: none) and (pointer: coarse)").matches;
  if (surface.furnished === writable) return;
  surface.furnished = writable;
  page.tabIndex = 0;
  page.setAttribute("contenteditable", String(writable && !touch));
  page.setAttribute("role", writable ? "textbox" : "document");
  for (const [name, value] of [["aria-multiline", "true"], ["aria-readonly", "true"]]) {
    if (writable) page.setAttribute(name, value); else page.removeAttribute(name);
  }
}

function bindPage(surface) {
  const { page, root, handle } = surface;
  for (const name of ["beforeinput", "cut", "paste"]) page.addEventListener(name, (event) => event.preventDefault());
  page.addEventListener("keydown", (event) => onKey(surface, event));
  handle.addEventListener("mousedown", (event) => event.preventDefault());
  handle.addEventListener("click", () => openPicker(surface));
  page.addEventListener("click", (event) => onClick(surface, event));
  page.addEventListener("pointerover", (event) => onHover(surface, event));
  root.addEventListener("pointerleave", () => hover(surface, null));
  for (const name of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    document.addEventListener(name, () => { surface.landing = null; surface.quest = null; }, { capture: true, passive: true, signal: surface.ended.signal });
  }
  page.addEventListener("focusin", (event) => {
    const stripe = event.target.closest("button[data-coding]");
    if (stripe) setCoding(surface, codingOf(surface, stripe.dataset.coding)?.id ?? null);
  });
  document.addEventListener("mousedown", (event) => { if (event.target.closest?.("[data-place]")) event.preventDefault(); }, { signal: surface.ended.signal });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-place]");
    if (button) placeLost(surface, Number(button.dataset.place), button.dataset.code);
  }, { signal: surface.ended.signal });
  document.addEventListener("keydown", (event) => rememberPlace(surface, event), { capture: true, signal: surface.ended.signal });
  page.addEventListener("pointerdown", (event) => { surface.pointed = event.timeStamp; });
  page.addEventListener("focus", () => comeBack(surface));
  page.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("application/x-kb-code")) event.preventDefault(); });
  page.addEventListener("drop", (event) => onDrop(surface, event));
}

// Coming in with Tab, the browser puts the caret at the very beginning, and scrolls there; a dialog that closes gives
// the focus back in the same way.
function rememberPlace(surface, event) {
  surface.before = null;
  if (event.key !== "Tab" || surface.page.contains(event.target)) return;
  const inView = [...surface.rows.values()].find((row) => row.getBoundingClientRect().bottom > 160);
  const box = scroller(surface), row = surface.rows.get(surface.at) ?? inView;
  surface.before = { box, top: box.scrollTop, paragraph: row?.kbParagraph };
}

// Where a person points is where they want to be.
function isPointing(surface) {
  return performance.now() - (surface.pointed ?? -Infinity) < 1000;
}

function comeBack(surface) {
  const box = scroller(surface), paragraph = surface.rows.get(surface.at)?.kbParagraph;
  const before = surface.before ?? { box, top: box.scrollTop, paragraph };
  surface.before = null;
  if (!before.paragraph || isPointing(surface)) return;
  surface.returning = true;  // until then the selection is nobody's
  requestAnimationFrame(() => {
    surface.returning = false;
    const now = nativeSpan(surface);
    if (now && (now.end > now.start || now.start > surface.paragraphs[0].start)) return;
    select(surface, before.paragraph.start, before.paragraph.start);
    before.box.scrollTop = before.top;
  });
}

// The coding under the pointer: a stripe, a name, or the shortest of those that share the words.
function under(surface, event) {
  const own = event.target.closest?.("[data-coding]");
  if (own) return codingOf(surface, own.dataset.coding);
  const marks = event.target.closest?.("[data-codings]")?.dataset.codings.split(" ") ?? [];
  return codingOf(surface, marks[0]);
}

function onHover(surface, event) {
  if (event.pointerType !== "mouse" || surface.dragging || event.buttons) return;
  hover(surface, under(surface, event)?.id ?? null);
}

function hover(surface, id) {
  if (surface.hovered === id || surface.dragging) return;
  surface.hovered = id;
  raise(surface);
}

function onClick(surface, event) {
  const listed = event.target.closest("[data-list]"), suggested = event.target.closest("[data-suggest]");
  const row = event.target.closest(".kb-p"), paragraph = row?.kbParagraph;
  if (paragraph) setParagraph(surface, paragraph.position);
  if (listed) {
    openCodings(surface, surface.codingsOf.get(paragraph.position), `Codings of paragraph ${numberOf(paragraph.position)}`);
    return;
  }
  if (suggested) { openPicker(surface, { paragraph }); return; }
  const span = nativeSpan(surface), coding = under(surface, event);
  if (!coding || (span && span.start !== span.end)) { if (!coding) setCoding(surface, null); return; }
  if (surface.narrow || event.pointerType === "touch") {
    const ids = event.target.closest("[data-codings]")?.dataset.codings.split(" ") ?? [String(coding.id)];
    openCodings(surface, ids.map((id) => codingOf(surface, id)), "Coded here");
    return;
  }
  setCoding(surface, nextHere(surface, event, coding).id);
}

// A second click at the same spot goes on to the next of the codings that share the words, unless one was acted on.
function nextHere(surface, event, coding) {
  const mark = event.target.closest("[data-codings]"), last = surface.clicked;
  surface.clicked = { x: event.clientX, y: event.clientY };
  if (!mark || !last || Math.hypot(last.x - event.clientX, last.y - event.clientY) > 4) return coding;
  const ids = mark.dataset.codings.split(" "), now = ids.indexOf(String(surface.coding));
  return codingOf(surface, ids[(now + 1) % ids.length]) ?? coding;
}

// A code dragged here from a list of codes: onto a stripe it replaces the code (with Ctrl it is added), else it codes.
function onDrop(surface, event) {
  event.preventDefault();
  const name = event.dataTransfer.getData("application/x-kb-code");
  if (!name || !surface.data.writable) return;
  const coding = event.target.closest(".kb-margin") ? under(surface, event) : null;
  if (!coding) { code(surface, name); return; }
  if (event.ctrlKey) act(surface, { do: "code", start: coding.start, end: coding.end, codes: [name], new: false, invivo: false });
  else if (mine(surface, coding)) recode(surface, coding, name);
}

// Go where Python says, once per change; then go on with what waited for this window.
function follow(surface) {
  const { goal, quest } = surface, coding = codingOf(surface, goal.coding);
  surface.goal = {};
  surface.quest = null;
  if (Number.isInteger(goal.paragraph)) arrive(surface, goal.paragraph);
  if (coding) setCoding(surface, coding.id, { scroll: true, quiet: true });
  if (quest && !Number.isInteger(goal.paragraph)) quest();
  requestAnimationFrame(() => lookAhead(surface));
}

function arrive(surface, position) {
  const row = surface.rows.get(position);
  if (!row) { ask(surface, position, () => arrive(surface, position)); return; }
  const first = surface.at === null && position === 0;
  surface.rows.get(surface.at)?.classList.remove("kb-cur");
  surface.at = position;
  row.classList.add("kb-cur");
  if (first) return;
  bring(surface, position);
  surface.landing = position;
  const still = () => surface.landing === position;
  for (const later of [120, 500, 1200]) setTimeout(() => { if (still()) bring(surface, position); }, later);
  setTimeout(() => { if (still()) surface.landing = null; }, 2500);
}

// Fonts and the page around may still change the layout: the place is held for a moment, until a person moves.
function bring(surface, position) {
  const row = surface.rows.get(position), box = row?.getBoundingClientRect();
  if (!box || (box.top >= 100 && box.bottom <= window.innerHeight - 60)) return;
  const isTall = box.height > window.innerHeight - 160;  // its beginning is what one comes for
  row.scrollIntoView({ block: isTall ? "start" : "center" });
}
