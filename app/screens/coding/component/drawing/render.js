// Bringing the page in line with the state: what has changed is painted, and place, caret and focus stay.

import { assignLanes, byParagraph, signature } from "./marks.js";
import { notesIn } from "./notes.js";
import { hitsIn, makeRow, measureRows, paintRow } from "./paint.js";
import { codingOf, shownCodings } from "../state.js";
import { offsetAt, placeOf, rangeOf } from "./text.js";

/** Bring the page in line with the state; only paragraphs whose signature changed are painted. */
export function render(transcriptView) {
  if (!transcriptView.data) return;
  const began = performance.now();
  transcriptView.codings = shownCodings(transcriptView);
  transcriptView.codingsOf = byParagraph(transcriptView.paragraphs, transcriptView.codings);
  transcriptView.places = assignLanes(transcriptView.paragraphs, transcriptView.codings, transcriptView.data.similar_colours);
  if (!codingOf(transcriptView, transcriptView.coding)) transcriptView.coding = null;
  if (!codingOf(transcriptView, transcriptView.tabStop)) transcriptView.tabStop = transcriptView.codings[0]?.id ?? null;
  const back = holdPlace(transcriptView), caret = holdCaret(transcriptView), focus = holdFocus(transcriptView), painted = reconcile(transcriptView);
  caret();
  focus();
  back();
  underlineNotes(transcriptView);
  measureRows(transcriptView, painted.filter((row) => isNear(transcriptView, row)));
  raise(transcriptView);
  transcriptView.root.dataset.painted = painted.length;
  transcriptView.root.dataset.runs = Number(transcriptView.root.dataset.runs ?? 0) + 1;
  transcriptView.root.dataset.ms = (performance.now() - began).toFixed(1);
}

function reconcile(transcriptView) {
  const painted = [], positions = new Set(transcriptView.paragraphs.map((paragraph) => paragraph.position));
  for (const [position, row] of transcriptView.rows) {
    if (positions.has(position)) continue;
    transcriptView.watcher?.unobserve(row);
    row.remove();
    transcriptView.rows.delete(position);
  }
  let after = transcriptView.above;
  for (const paragraph of transcriptView.paragraphs) {
    let row = transcriptView.rows.get(paragraph.position);
    const codings = transcriptView.codingsOf.get(paragraph.position);
    const mark = signature(paragraph, codings, transcriptView.places, hitsIn(transcriptView, paragraph),
      [transcriptView.data.suggestions?.[paragraph.position], notesIn(transcriptView, paragraph)]);
    if (!row) {
      row = makeRow();
      transcriptView.rows.set(paragraph.position, row);
      transcriptView.watcher?.observe(row);
    }
    if (row.kbSignature !== mark) {
      row.kbSignature = mark;
      paintRow(transcriptView, row, paragraph);
      painted.push(row);
    }
    row.kbParagraph = paragraph;
    if (after.nextSibling !== row) after.after(row);
    after = row;
  }
  setSpaces(transcriptView);
  return painted;
}

function setSpaces(transcriptView) {
  const first = transcriptView.data.window.first, shown = transcriptView.paragraphs.length;
  const known = [...transcriptView.heights.values()];
  const usual = known.length ? known.reduce((sum, height) => sum + height, 0) / known.length : 70;
  let above = 0;
  for (let i = 0; i < first; i += 1) above += transcriptView.heights.get(i) ?? usual;
  let below = 0;
  for (let i = first + shown; i < transcriptView.data.total; i += 1) below += transcriptView.heights.get(i) ?? usual;
  transcriptView.usual = usual;
  transcriptView.above.style.height = `${above}px`;
  transcriptView.below.style.height = `${below}px`;
}

// The words of memos: drawn by the browser over the text, whatever codings are painted in it.
function underlineNotes(transcriptView) {
  if (typeof Highlight === "undefined") return;
  const ranges = (transcriptView.data.notes ?? []).map(({ start, end }) => rangeOf(transcriptView, start, end)).filter(Boolean);
  if (ranges.length) CSS.highlights.set("kb-noted", new Highlight(...ranges)); else CSS.highlights.delete("kb-noted");
}

// The paragraph that is at the top of the view stays where it is, whatever is painted above it.
function holdPlace(transcriptView) {
  const held = [...transcriptView.rows.values()].find((row) => row.getBoundingClientRect().bottom > 120);
  const top = held?.getBoundingClientRect().top;
  return () => {
    if (!held?.isConnected) return;
    const moved = held.getBoundingClientRect().top - top;
    if (Math.abs(moved) > 0.5) scroller(transcriptView).scrollTop += moved;
  };
}

// A repaint replaces the text nodes that the caret is in; put it back by its offsets.
function holdCaret(transcriptView) {
  const now = document.getSelection();
  if (!now?.anchorNode || !transcriptView.page.contains(now.anchorNode)) return () => {};
  const anchor = offsetAt(transcriptView, now.anchorNode, now.anchorOffset);
  const focus = offsetAt(transcriptView, now.focusNode, now.focusOffset);
  const nodes = [now.anchorNode, now.focusNode], offsets = [now.anchorOffset, now.focusOffset];
  return () => {
    // A selection of a whole paragraph is in its element, which stays: of what is replaced in it, only the offsets tell.
    const same = now.anchorNode === nodes[0] && now.focusNode === nodes[1]
      && now.anchorOffset === offsets[0] && now.focusOffset === offsets[1];
    if (anchor === null || focus === null || (same && nodes.every((node) => node.isConnected))) return;
    const from = placeOf(transcriptView, anchor), to = placeOf(transcriptView, focus);
    if (from && to) now.setBaseAndExtent(from.node, from.index, to.node, to.index);
  };
}

// A repaint makes the stripes anew; the one that has the focus keeps it, and with it the keys. Where its coding is gone,
// the text has it.
function holdFocus(transcriptView) {
  const stripe = document.activeElement?.closest?.("button[data-coding]");
  if (!stripe || !transcriptView.page.contains(stripe)) return () => {};
  return () => {
    if (stripe.isConnected) return;
    const now = transcriptView.page.querySelector(`button.kb-stripe[data-coding="${CSS.escape(stripe.dataset.coding)}"]`);
    (now ?? transcriptView.page).focus({ preventScroll: true });
  };
}

/** What scrolls the transcript: the nearest ancestor that can. */
export function scroller(transcriptView) {
  for (let node = transcriptView.root.parentElement; node; node = node.parentElement) {
    const style = getComputedStyle(node).overflowY;
    if ((style === "auto" || style === "scroll") && node.scrollHeight > node.clientHeight + 1) return node;
  }
  return document.scrollingElement;
}

function isNear(transcriptView, row) {
  const box = row.getBoundingClientRect();
  return box.bottom > -400 && box.top < window.innerHeight + 400;
}

/** Raise the coding under the pointer, else the focused one: full colour, the others fade. */
export function raise(transcriptView) {
  const id = transcriptView.hovered ?? transcriptView.coding, coding = codingOf(transcriptView, id);
  transcriptView.root.classList.toggle("kb-raising", Boolean(coding));
  for (const element of transcriptView.page.querySelectorAll(".kb-up")) element.classList.remove("kb-up");
  if (!coding) { transcriptView.onRaise?.(null); return; }
  transcriptView.root.style.setProperty("--kb-raised", `var(--c${coding.colour})`);
  for (const row of transcriptView.rows.values()) {
    if (!transcriptView.codingsOf.get(row.kbParagraph.position)?.includes(coding)) continue;
    for (const element of row.querySelectorAll("[data-codings],[data-coding]")) {
      const ids = element.dataset.coding ? [element.dataset.coding] : element.dataset.codings.split(" ");
      if (ids.includes(String(coding.id))) element.classList.add("kb-up");
    }
  }
  transcriptView.onRaise?.(coding);
}
