// Bringing the page in line with the state: what has changed is painted, and place, caret and focus stay.

import { assignLanes, byParagraph, signature } from "./marks.js";
import { hitsIn, makeRow, measureRows, paintRow } from "./paint.js";
import { codingOf, shownCodings } from "../state.js";
import { offsetAt, placeOf } from "./text.js";

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
