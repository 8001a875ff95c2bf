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
export function bindEdges(surface) {
  surface.grips = ["start", "end"].flatMap((side) => ["words", "stripe"].map((where) => {
    const grip = make("i", `kb-grip kb-grip-${where} kb-grip-${side}`);
    grip.hidden = true;
    grip.setAttribute("aria-hidden", "true");
    grip.addEventListener("pointerdown", (event) => drag(surface, grip, side, event));
    surface.root.append(grip);
    return { grip, side, where };
  }));
  surface.onRaise = (coding) => placeGrips(surface, coding);
}

function placeGrips(surface, coding) {
  const movable = coding?.own && surface.data.writable && !coding.fresh;
  surface.gripped = movable ? coding.id : null;
  const rects = movable ? rangeOf(surface, coding.start, coding.end)?.getClientRects() : null;
  const root = surface.root.getBoundingClientRect();
  for (const { grip, side, where } of surface.grips) {
    grip.hidden = !rects?.length;
    if (grip.hidden) continue;
    const rect = side === "start" ? rects[0] : rects[rects.length - 1];
    const rtl = isRightToLeft(surface, side === "start" ? coding.start : coding.end - 1);
    let left = ((side === "start") !== rtl ? rect.left : rect.right) - root.left;
    let top = rect.top - root.top;
    if (where === "stripe") {
      const stripes = surface.page.querySelectorAll(`.kb-stripe[data-coding="${CSS.escape(String(coding.id))}"]`);
      const stripe = side === "start" ? stripes[0] : stripes[stripes.length - 1];
      if (!stripe) { grip.hidden = true; continue; }
      const box = stripe.getBoundingClientRect();
      left = box.left + box.width / 2 - root.left;
      top = (side === "start" ? box.top : box.bottom) - root.top;
    }
    grip.style.transform = `translate(${left}px, ${top}px)`;
  }
}

function drag(surface, grip, side, event) {
  const coding = codingOf(surface, surface.gripped);
  if (!coding || event.button !== 0 || !mine(surface, coding)) return;
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  setCoding(surface, coding.id);
  surface.dragging = true;
  surface.root.classList.add("kb-dragging");
  const lift = liftOf(grip, event);
  const before = { start: coding.start, end: coding.end };
  const end = (commit) => {
    grip.removeEventListener("pointermove", move);
    document.removeEventListener("keydown", cancel, true);
    surface.root.classList.remove("kb-dragging");
    setTimeout(() => { surface.dragging = false; }, 0);
    finish(surface, coding.id, before, commit);
  };
  const move = (moved) => {
    const offset = pointed(surface, { x: moved.clientX, y: moved.clientY - lift }, side);
    if (offset === null) return;
    const edge = moved.altKey ? offset : toWord(surface.paragraphs, offset, side);
    preview(surface, coding.id, before, side, trimmed(surface.paragraphs, ...spanTo(before, side, edge))[side]);
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
function pointed(surface, point, side) {
  const text = surface.rows.values().next().value.querySelector(".kb-text").getBoundingClientRect();
  const inText = point.x >= text.left && point.x <= text.right;
  const coding = codingOf(surface, surface.gripped), rtl = coding && isRightToLeft(surface, coding.start);
  const x = inText ? point.x : (side === "start") !== rtl ? text.left + 2 : text.right - 2;
  for (const { grip } of surface.grips) grip.style.pointerEvents = "none";
  const at = document.caretPositionFromPoint
    ? document.caretPositionFromPoint(x, point.y)
    : document.caretRangeFromPoint(x, point.y);
  for (const { grip } of surface.grips) grip.style.pointerEvents = "";
  if (!at) return null;
  return offsetAt(surface, at.offsetNode ?? at.startContainer, at.offset ?? at.startOffset);
}

// The span with one of its sides moved to an offset, at least one character long.
function spanTo({ start, end }, side, offset) {
  return side === "start" ? [Math.min(offset, end - 1), end] : [start, Math.max(offset, start + 1)];
}

function preview(surface, id, before, side, offset) {
  const now = surface.preview ?? before, [start, end] = spanTo(now, side, offset);
  const span = { start, end };
  if (span.start === now.start && span.end === now.end) return;
  surface.preview = { id, ...span };
  render(surface);
}

function finish(surface, id, before, commit) {
  const span = surface.preview && trimmed(surface.paragraphs, surface.preview.start, surface.preview.end);
  surface.preview = null;
  surface.edging = null;
  const moved = span && span.end > span.start && (span.start !== before.start || span.end !== before.end);
  if (commit && moved) act(surface, { do: "resize", coding: id, start: span.start, end: span.end });
  else render(surface);
  if (!commit) say(surface, "The edge is back where it was.");
}

/** Begin to move edges with the keyboard. */
export function startEdging(surface) {
  const coding = mine(surface);
  if (!coding) return;
  surface.edging = { id: coding.id, before: { start: coding.start, end: coding.end } };
  surface.coding = coding.id;
  render(surface);
  say(surface, `Moving the edges of ${coding.code}. Alt and arrows move the end by words, with Shift the start; `
    + "without Alt by characters. Enter keeps, Escape cancels.");
}

/** A key while edges are moved; true if it was one of ours. Any other key keeps what was done. */
export function edgeKey(surface, event) {
  const { edging } = surface;
  if (!edging || ["Alt", "Shift", "Control", "Meta"].includes(event.key)) return Boolean(edging);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) {
    finish(surface, edging.id, edging.before, event.key !== "Escape");
    return ["Escape", "Enter", "e", "E"].includes(event.key);
  }
  const side = event.shiftKey ? "start" : "end", now = surface.preview ?? edging.before;
  const offset = event.altKey ? wordStep(surface.paragraphs, now[side], step, side) : now[side] + step;
  preview(surface, edging.id, edging.before, side, Math.max(0, offset));
  return true;
}
