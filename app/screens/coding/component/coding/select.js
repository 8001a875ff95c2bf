// The selection: a span of the document, kept while the focus is in a picker, snapped to words when it is used.

import { look, setCoding, setParagraph } from "../events.js";
import { numberOf } from "../drawing/paint.js";
import { say } from "../state.js";
import { isRightToLeft, offsetAt, paragraphAt, placeOf, rangeOf, snapped, wordsBetween } from "../drawing/text.js";

/** The span that the browser's selection covers in the transcript; collapsed for a caret, null elsewhere. */
export function nativeSpan(surface) {
  const now = document.getSelection();
  if (!now?.rangeCount || !surface.page.contains(now.anchorNode) || !surface.page.contains(now.focusNode)) return null;
  const range = now.getRangeAt(0);
  const start = offsetAt(surface, range.startContainer, range.startOffset);
  const end = range.collapsed ? start : offsetAt(surface, range.endContainer, range.endOffset);
  return start === null || end === null ? null : { start, end: Math.max(start, end) };
}

/** The words to code: the selection, snapped to words unless Alt was held; null if nothing is selected. */
export function chosen(surface) {
  const span = surface.held ?? nativeSpan(surface);
  if (!span || span.start === span.end) return null;
  return snapped(surface.paragraphs, span.start, span.end, surface.exact);
}

/** Where the caret is, or the end of the selection. */
export function caret(surface) {
  const now = document.getSelection();
  if (now?.focusNode && surface.page.contains(now.focusNode)) {
    const offset = offsetAt(surface, now.focusNode, now.focusOffset);
    if (offset !== null) return offset;
  }
  const here = surface.paragraphs.find((paragraph) => paragraph.position === surface.at);
  return here?.start ?? surface.paragraphs[0]?.start ?? 0;
}

/** The paragraph one is in. */
export function here(surface) {
  return surface.paragraphs.find((paragraph) => paragraph.position === surface.at)
    ?? paragraphAt(surface.paragraphs, caret(surface));
}

/** Select a span in the browser. */
export function select(surface, start, end) {
  const from = placeOf(surface, start), to = placeOf(surface, end);
  if (from && to) document.getSelection().setBaseAndExtent(from.node, from.index, to.node, to.index);
}

/** The words of a span. */
export function wordsOf(surface, span) {
  return wordsBetween(surface.paragraphs, span.start, span.end);
}

/** Keep a span as chosen while something else has the focus, and paint it. */
export function hold(surface, span) {
  surface.held = span;
  const range = span && rangeOf(surface, span.start, span.end);
  if (typeof Highlight === "undefined") return;
  if (range) CSS.highlights.set("kb-selection", new Highlight(range)); else CSS.highlights.delete("kb-selection");
}

/** Go back to the text with the selection that was kept. */
export function release(surface, { keep = true } = {}) {
  const span = surface.held;
  hold(surface, null);
  surface.page.focus({ preventScroll: true });
  if (!span) return;
  if (keep) select(surface, span.start, span.end); else select(surface, span.end, span.end);
}

/** The codings at an offset, shortest first; a coding's last character still belongs to it. */
export function codingsAt(surface, offset) {
  return surface.codings
    .filter((coding) => coding.start <= offset && coding.end >= offset)
    .sort((a, b) => a.end - a.start - (b.end - b.start));
}

/** The coding that a key means: the focused one, else the shortest at the caret. */
export function codingMeant(surface) {
  const focused = surface.codings.find((coding) => coding.id === surface.coding);
  return focused ?? codingsAt(surface, caret(surface))[0] ?? null;
}

/** Go to a paragraph: the caret at its start, the row in view. */
export function goToParagraph(surface, position) {
  const paragraph = surface.paragraphs.find((each) => each.position === position);
  if (!paragraph) { ask(surface, position, () => goToParagraph(surface, position)); return; }
  surface.rows.get(position).scrollIntoView({ block: "nearest" });
  setParagraph(surface, position);
  select(surface, paragraph.start, paragraph.start);
  say(surface, `Paragraph ${numberOf(position)}${paragraph.speaker ? `, ${paragraph.speaker}` : ""}`);
}

/** Ask for the window around a paragraph; `then` runs when it is there. */
export function ask(surface, position, then = null) {
  const first = Math.max(0, Math.min(position - 60, surface.data.total - 200));
  if (then) surface.quest = then;
  if (surface.asked === first || (surface.asked !== null && !then && !surface.jumped)) return;
  surface.jumped = false;
  surface.asked = first;
  clearTimeout(surface.asking);
  surface.asking = setTimeout(() => { surface.asked = null; }, 3000);
  look(surface, { do: "window", first });
}

/** Follow the browser's selection: which paragraph, which coding, and where the handle goes. */
export function bindSelection(surface) {
  document.addEventListener("selectionchange", () => {
    if (!surface.root.isConnected || surface.held || surface.returning) return;
    const span = nativeSpan(surface);
    if (!span) { surface.handle.hidden = true; return; }
    setParagraph(surface, paragraphAt(surface.paragraphs, caret(surface)).position);
    const focused = surface.codings.find((coding) => coding.id === surface.coding);
    if (focused && (focused.start > span.end || focused.end < span.start)) setCoding(surface, null);
    if (span.start === span.end) surface.handle.hidden = true;
    else if (surface.touching) { clearTimeout(surface.settling); surface.settling = setTimeout(() => showHandle(surface), 350); }
  }, { signal: surface.ended.signal });
  surface.page.addEventListener("pointerdown", (event) => { surface.touching = event.pointerType === "touch"; });
  document.addEventListener("mouseup", (event) => {
    if (!surface.root.isConnected || surface.dragging || surface.held) return;
    const inside = surface.page.contains(event.target) || nativeSpan(surface);
    if (inside) setTimeout(() => afterMouse(surface, event), 0);
  }, { signal: surface.ended.signal });
}

function afterMouse(surface, event) {
  const span = nativeSpan(surface);
  if (!span || span.start === span.end) return;
  surface.exact = event.altKey;
  const words = snapped(surface.paragraphs, span.start, span.end, event.altKey);
  if (!words) return;
  select(surface, words.start, words.end);
  showHandle(surface);
}

/** Show the handle that opens the picker, at the end of the selection. */
export function showHandle(surface) {
  const span = chosen(surface);
  if (!span || !surface.data.writable) { surface.handle.hidden = true; return; }
  const rects = rangeOf(surface, span.start, span.end)?.getClientRects();
  const last = rects?.[rects.length - 1];
  if (!last) return;
  const box = surface.root.getBoundingClientRect();
  surface.handle.hidden = false;
  const rtl = isRightToLeft(surface, span.end - 1);
  const left = rtl ? Math.max(0, last.left - box.left - 72) : Math.min(last.right - box.left + 4, surface.root.clientWidth - 72);
  surface.handle.style.transform = `translate(${left}px, ${last.bottom - box.top + 2}px)`;
}
