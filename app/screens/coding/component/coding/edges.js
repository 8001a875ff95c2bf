// Moving a coding's edges: by the grips at its ends with a pointer, or with E and the arrow keys. What is seen while
// moving is a preview; one event goes to Python at the end, none after Escape.

import { mine } from "./coding.js";
import { act, setCoding } from "../events.js";
import { make } from "../drawing/paint.js";
import { render } from "../drawing/render.js";
import { codingOf, say } from "../state.js";
import { isRightToLeft, offsetAt, rangeOf, toWord, trimmed, wordStep } from "../drawing/text.js";

const LINE = 26; // pixels of a grip that stand beside the words; a knob may hang below

/** Make the two grips; they stand at the ends of the raised coding's words, and of its stripe. */
export function bindEdges(transcriptView) {
  transcriptView.grips = ["start", "end"].flatMap((side) => ["words", "stripe"].map((where) => {
    const grip = make("i", `kb-grip kb-grip-${where} kb-grip-${side}`);
    grip.hidden = true;
    grip.setAttribute("aria-hidden", "true");
    grip.addEventListener("pointerdown", (event) => drag(transcriptView, grip, side, event));
    transcriptView.root.append(grip);
    return { grip, side, where };
  }));
  transcriptView.onRaise = (coding) => placeGrips(transcriptView, coding);
}

function placeGrips(transcriptView, coding) {
  const movable = coding?.own && transcriptView.data.writable && !coding.fresh;
  transcriptView.gripped = movable ? coding.id : null;
  const rects = movable ? rangeOf(transcriptView, coding.start, coding.end)?.getClientRects() : null;
  const root = transcriptView.root.getBoundingClientRect();
  for (const { grip, side, where } of transcriptView.grips) {
    grip.hidden = !rects?.length;
    if (grip.hidden) continue;
    const rect = side === "start" ? rects[0] : rects[rects.length - 1];
    const rtl = isRightToLeft(transcriptView, side === "start" ? coding.start : coding.end - 1);
    let left = ((side === "start") !== rtl ? rect.left : rect.right) - root.left;
    let top = rect.top - root.top;
    if (where === "stripe") {
      const stripes = transcriptView.page.querySelectorAll(`.kb-stripe[data-coding="${CSS.escape(String(coding.id))}"]`);
      const stripe = side === "start" ? stripes[0] : stripes[stripes.length - 1];
      if (!stripe) { grip.hidden = true; continue; }
      const box = stripe.getBoundingClientRect();
      left = box.left + box.width / 2 - root.left;
      top = (side === "start" ? box.top : box.bottom) - root.top;
    }
    grip.style.transform = `translate(${left}px, ${top}px)`;
  }
}

function drag(transcriptView, grip, side, event) {
  const coding = codingOf(transcriptView, transcriptView.gripped);
  if (!coding || event.button !== 0 || !mine(transcriptView, coding)) return;
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  setCoding(transcriptView, coding.id);
  transcriptView.dragging = true;
  transcriptView.root.classList.add("kb-dragging");
  const lift = liftOf(grip, event);
  const before = { start: coding.start, end: coding.end };
  const end = (commit) => {
    grip.removeEventListener("pointermove", move);
    document.removeEventListener("keydown", cancel, true);
    transcriptView.root.classList.remove("kb-dragging");
    setTimeout(() => { transcriptView.dragging = false; }, 0);
    finish(transcriptView, coding.id, before, commit);
  };
  const move = (moved) => {
    const offset = pointed(transcriptView, { x: moved.clientX, y: moved.clientY - lift }, side);
    if (offset === null) return;
    const edge = moved.altKey ? offset : toWord(transcriptView.paragraphs, offset, side);
    preview(transcriptView, coding.id, before, side, trimmed(transcriptView.paragraphs, ...spanTo(before, side, edge))[side]);
  };
  const cancel = (pressed) => {
    if (pressed.key !== "Escape") return;
    pressed.preventDefault();
    pressed.stopPropagation();
    end(false);
  };
  grip.addEventListener("pointermove", move);
  grip.addEventListener("pointerup", () => end(true), { once: true });
  grip.addEventListener("pointercancel", () => end(false), { once: true });
  document.addEventListener("keydown", cancel, true);
}

// How far below the middle of its line a grip was taken hold of: a finger holds the knob under the words, and means
// the words.
function liftOf(grip, event) {
  if (!grip.classList.contains("kb-grip-words")) return 0;
  const box = grip.getBoundingClientRect();
  return event.clientY - (box.top + LINE / 2);
}

// The offset under a point; in the margin, the beginning or the end of the line beside it.
function pointed(transcriptView, point, side) {
  const text = transcriptView.rows.values().next().value.querySelector(".kb-text").getBoundingClientRect();
  const inText = point.x >= text.left && point.x <= text.right;
  const coding = codingOf(transcriptView, transcriptView.gripped), rtl = coding && isRightToLeft(transcriptView, coding.start);
  const x = inText ? point.x : (side === "start") !== rtl ? text.left + 2 : text.right - 2;
  for (const { grip } of transcriptView.grips) grip.style.pointerEvents = "none";
  const at = document.caretPositionFromPoint
    ? document.caretPositionFromPoint(x, point.y)
    : document.caretRangeFromPoint(x, point.y);
  for (const { grip } of transcriptView.grips) grip.style.pointerEvents = "";
  if (!at) return null;
  return offsetAt(transcriptView, at.offsetNode ?? at.startContainer, at.offset ?? at.startOffset);
}

// The span with one of its sides moved to an offset, at least one character long.
function spanTo({ start, end }, side, offset) {
  return side === "start" ? [Math.min(offset, end - 1), end] : [start, Math.max(offset, start + 1)];
}

function preview(transcriptView, id, before, side, offset) {
  const now = transcriptView.preview ?? before, [start, end] = spanTo(now, side, offset);
  const span = { start, end };
  if (span.start === now.start && span.end === now.end) return;
  transcriptView.preview = { id, ...span };
  render(transcriptView);
}

function finish(transcriptView, id, before, commit) {
  const span = transcriptView.preview && trimmed(transcriptView.paragraphs, transcriptView.preview.start, transcriptView.preview.end);
  transcriptView.preview = null;
  transcriptView.edging = null;
  const moved = span && span.end > span.start && (span.start !== before.start || span.end !== before.end);
  if (commit && moved) act(transcriptView, { do: "resize", coding: id, start: span.start, end: span.end, seen: codingOf(transcriptView, id)?.seen });
  else render(transcriptView);
  if (!commit) say(transcriptView, "Boundaries not changed.");
}

/** Begin to move edges with the keyboard. */
export function startEdging(transcriptView) {
  const coding = mine(transcriptView);
  if (!coding) return;
  transcriptView.edging = { id: coding.id, before: { start: coding.start, end: coding.end } };
  transcriptView.coding = coding.id;
  render(transcriptView);
  say(transcriptView, `Changing the boundaries of ${coding.code}. Alt and arrow keys move the end by words; with Shift, the start; `
    + "without Alt, by characters. Enter saves, Escape cancels.");
}

/** A key while edges are moved; true if it was one of ours. Any other key keeps what was done. */
export function edgeKey(transcriptView, event) {
  const { edging } = transcriptView;
  if (!edging || ["Alt", "Shift", "Control", "Meta"].includes(event.key)) return Boolean(edging);
  const ahead = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!ahead) {
    finish(transcriptView, edging.id, edging.before, event.key !== "Escape");
    return ["Escape", "Enter", "e", "E"].includes(event.key);
  }
  const side = event.shiftKey ? "start" : "end", now = transcriptView.preview ?? edging.before;
  const sideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
  const rtl = sideways && isRightToLeft(transcriptView, side === "start" ? now.start : now.end - 1), step = rtl ? -ahead : ahead;
  const offset = event.altKey ? wordStep(transcriptView.paragraphs, now[side], step, side) : now[side] + step;
  preview(transcriptView, edging.id, edging.before, side, Math.max(0, offset));
  return true;
}
