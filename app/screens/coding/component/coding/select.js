// The selection: a span of the document, kept while the focus is in a picker, snapped to words when it is used.

import { look, setCoding, setParagraph } from "../events.js";
import { numberOf } from "../drawing/paint.js";
import { say } from "../state.js";
import { isRightToLeft, offsetAt, paragraphAt, placeOf, rangeOf, snapped, wordsBetween } from "../drawing/text.js";

/** The span that the browser's selection covers in the transcript; collapsed for a caret, null elsewhere. */
export function nativeSpan(transcriptView) {
  const now = document.getSelection();
  if (!now?.rangeCount || !transcriptView.page.contains(now.anchorNode) || !transcriptView.page.contains(now.focusNode)) return null;
  const range = now.getRangeAt(0);
  const start = offsetAt(transcriptView, range.startContainer, range.startOffset);
  const end = range.collapsed ? start : offsetAt(transcriptView, range.endContainer, range.endOffset);
  return start === null || end === null ? null : { start, end: Math.max(start, end) };
}

/** The words to code: the selection, snapped to words unless Alt was held; null if nothing is selected. */
export function chosen(transcriptView) {
  const span = transcriptView.held ?? nativeSpan(transcriptView);
  if (!span || span.start === span.end) return null;
  return snapped(transcriptView.paragraphs, span.start, span.end, transcriptView.exact);
}

/** Where the caret is, or the end of the selection. */
export function caret(transcriptView) {
  const now = document.getSelection();
  if (now?.focusNode && transcriptView.page.contains(now.focusNode)) {
    const offset = offsetAt(transcriptView, now.focusNode, now.focusOffset);
    if (offset !== null) return offset;
  }
  const here = transcriptView.paragraphs.find((paragraph) => paragraph.position === transcriptView.at);
  return here?.start ?? transcriptView.paragraphs[0]?.start ?? 0;
}

/** The paragraph one is in. */
export function here(transcriptView) {
  return transcriptView.paragraphs.find((paragraph) => paragraph.position === transcriptView.at)
    ?? paragraphAt(transcriptView.paragraphs, caret(transcriptView));
}

/** Select a span in the browser. */
export function select(transcriptView, start, end) {
  const from = placeOf(transcriptView, start), to = placeOf(transcriptView, end);
  if (from && to) document.getSelection().setBaseAndExtent(from.node, from.index, to.node, to.index);
}

/** The words of a span. */
export function wordsOf(transcriptView, span) {
  return wordsBetween(transcriptView.paragraphs, span.start, span.end);
}

/** Keep a span as chosen while something else has the focus, and paint it. */
export function hold(transcriptView, span) {
  transcriptView.held = span;
  const range = span && rangeOf(transcriptView, span.start, span.end);
  if (typeof Highlight === "undefined") return;
  if (range) CSS.highlights.set("kb-selection", new Highlight(range)); else CSS.highlights.delete("kb-selection");
}

/** Go back to the text with the selection that was kept. */
export function release(transcriptView, { keep = true } = {}) {
  const span = transcriptView.held;
  hold(transcriptView, null);
  transcriptView.page.focus({ preventScroll: true });
  if (!span) return;
  if (keep) select(transcriptView, span.start, span.end); else select(transcriptView, span.end, span.end);
}

/** The codings at an offset, shortest first; a coding's last character still belongs to it. */
export function codingsAt(transcriptView, offset) {
  return transcriptView.codings
    .filter((coding) => coding.start <= offset && coding.end >= offset)
    .sort((a, b) => a.end - a.start - (b.end - b.start));
}

/** The coding that a key means: the focused one, else the shortest at the caret. */
export function codingMeant(transcriptView) {
  const focused = transcriptView.codings.find((coding) => coding.id === transcriptView.coding);
  return focused ?? codingsAt(transcriptView, caret(transcriptView))[0] ?? null;
}

/** Go to a paragraph: the caret at its start, the row in view. */
export function goToParagraph(transcriptView, position) {
  const paragraph = transcriptView.paragraphs.find((each) => each.position === position);
  if (!paragraph) { ask(transcriptView, position, () => goToParagraph(transcriptView, position)); return; }
  transcriptView.rows.get(position).scrollIntoView({ block: "nearest" });
  setParagraph(transcriptView, position);
  select(transcriptView, paragraph.start, paragraph.start);
  say(transcriptView, `Paragraph ${numberOf(position)}${paragraph.speaker ? `, ${paragraph.speaker}` : ""}`);
}

/** Ask for the window around a paragraph; `then` runs when it is there. */
export function ask(transcriptView, position, then = null) {
  const first = Math.max(0, Math.min(position - 60, transcriptView.data.total - 200));
  if (then) transcriptView.quest = then;
  if (transcriptView.asked === first || (transcriptView.asked !== null && !then && !transcriptView.jumped)) return;
  transcriptView.jumped = false;
  transcriptView.asked = first;
  clearTimeout(transcriptView.asking);
  transcriptView.asking = setTimeout(() => { transcriptView.asked = null; }, 3000);
  look(transcriptView, { do: "window", first });
}

/** Follow the browser's selection: which paragraph, which coding, and where the handle goes. */
export function bindSelection(transcriptView) {
  document.addEventListener("selectionchange", () => followCaret(transcriptView), { signal: transcriptView.ended.signal });
  transcriptView.page.addEventListener("pointerdown", (event) => { transcriptView.touching = event.pointerType === "touch"; });
  document.addEventListener("mouseup", (event) => {
    if (!transcriptView.root.isConnected || transcriptView.dragging || transcriptView.held) return;
    const inside = transcriptView.page.contains(event.target) || nativeSpan(transcriptView);
    if (inside) setTimeout(() => afterMouse(transcriptView, event), 0);
  }, { signal: transcriptView.ended.signal });
}

/** Whether a span is the caret before the first word, where the browser puts it on its own. */
export function isVeryBeginning({ paragraphs }, { start, end }) {
  return start === end && end <= paragraphs[0].start;
}

// Until the place a person was at is restored, the selection is nobody's; another one is theirs again, as soon as it is made.
function isNobodys(transcriptView, span) {
  const { returning } = transcriptView;
  if (!returning) return false;
  return !span || isVeryBeginning(transcriptView, span) || (span.start === returning.start && span.end === returning.end);
}

function followCaret(transcriptView) {
  if (!transcriptView.root.isConnected || transcriptView.held) return;
  const span = nativeSpan(transcriptView);
  if (isNobodys(transcriptView, span)) return;
  transcriptView.followed = span;
  if (!span) { transcriptView.handle.hidden = true; return; }
  setParagraph(transcriptView, paragraphAt(transcriptView.paragraphs, caret(transcriptView)).position);
  const focused = transcriptView.codings.find((coding) => coding.id === transcriptView.coding);
  if (focused && (focused.start > span.end || focused.end < span.start)) setCoding(transcriptView, null);
  if (span.start === span.end) transcriptView.handle.hidden = true;
  else if (transcriptView.touching) { clearTimeout(transcriptView.settling); transcriptView.settling = setTimeout(() => showHandle(transcriptView), 350); }
}

/** Follow a selection of which the browser has not told yet: it does so a moment later, and a key may come before. */
export function catchUp(transcriptView) {
  const now = nativeSpan(transcriptView), { followed } = transcriptView;
  if (now && (now.start !== followed?.start || now.end !== followed?.end)) followCaret(transcriptView);
}

function afterMouse(transcriptView, event) {
  const span = nativeSpan(transcriptView);
  if (!span || span.start === span.end) return;
  transcriptView.exact = event.altKey;
  const words = snapped(transcriptView.paragraphs, span.start, span.end, event.altKey);
  if (!words) return;
  select(transcriptView, words.start, words.end);
  showHandle(transcriptView);
}

/** Show the handle that opens the picker, at the end of the selection. */
export function showHandle(transcriptView) {
  const span = chosen(transcriptView);
  if (!span || !transcriptView.data.writable) { transcriptView.handle.hidden = true; return; }
  const rects = rangeOf(transcriptView, span.start, span.end)?.getClientRects();
  const last = rects?.[rects.length - 1];
  if (!last) return;
  const box = transcriptView.root.getBoundingClientRect();
  transcriptView.handle.hidden = false;
  const rtl = isRightToLeft(transcriptView, span.end - 1);
  const left = rtl ? Math.max(0, last.left - box.left - 72) : Math.min(last.right - box.left + 4, transcriptView.root.clientWidth - 72);
  transcriptView.handle.style.transform = `translate(${left}px, ${last.bottom - box.top + 2}px)`;
}
