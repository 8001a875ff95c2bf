// Painting a paragraph: speaker, words with their highlights, and the margin's buttons. Text is only ever textContent.

import { fragments, spoken, LANES } from "./marks.js";
import { correctButton } from "../correcting.js";
import { noteButton, notesIn } from "./notes.js";
import { pointsIn, unitsIn } from "./text.js";

const LINES = {
  solid: (colour) => [`linear-gradient(${colour},${colour})`, 1.5],
  dashed: (colour) => [`repeating-linear-gradient(90deg,${colour} 0 6px,transparent 6px 10px)`, 1.5],
  dotted: (colour) => [`repeating-linear-gradient(90deg,${colour} 0 2px,transparent 2px 5px)`, 1.5],
  double: (colour) => [`linear-gradient(${colour} 0 1px,transparent 1px 2px,${colour} 2px 3px)`, 3],
};

/** Make an element: tag, class, text. */
export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/** A paragraph's number as people count: from 1, as everywhere outside of the data. */
export function numberOf(position) {
  return String(position + 1);
}

/** A code's colour as a class; a colour that is not one of the twelve is the first. */
export function colourClass(colour) {
  return `k${Number.isInteger(colour) && colour >= 0 && colour < 12 ? colour : 0}`;
}

/** A small square in a code's colour. */
export function dot(colour) {
  return make("i", `kb-dot ${colourClass(colour)}`);
}

/** An empty row for a paragraph; paintRow fills it. */
export function makeRow() {
  const row = make("div", "kb-p");
  const who = make("div", "kb-who"), margin = make("div", "kb-margin");
  who.contentEditable = "false";
  margin.contentEditable = "false";
  const text = make("div", "kb-text");
  text.dir = "auto";
  row.append(who, text, margin);
  return row;
}

/** Paint a paragraph into its row. */
export function paintRow(transcriptView, row, paragraph) {
  const [who, text, margin] = row.children;
  const codings = transcriptView.codingsOf.get(paragraph.position), hits = hitsIn(transcriptView, paragraph);
  row.className = `kb-p ${roleClass(paragraph)}${paragraph.position === transcriptView.at ? " kb-cur" : ""}`;
  row.dataset.position = paragraph.position;
  row.kbParagraph = paragraph;
  const lines = Math.ceil((paragraph.text.length || 1) / (transcriptView.narrow ? 42 : 66));
  row.style.containIntrinsicBlockSize = `auto ${lines * (transcriptView.narrow ? 27 : 29) + (transcriptView.narrow ? 28 : 12)}px`;
  who.title = paragraph.speaker ?? "";
  who.replaceChildren(make("b", "", paragraph.speaker ?? ""), make("span", "", numberOf(paragraph.position)), correctButton(paragraph, transcriptView.data));
  text.replaceChildren(...words(transcriptView, paragraph, codings, hits));
  margin.replaceChildren(...buttons(transcriptView, margin, paragraph, codings));
  row.kbMeasured = false;
}

function roleClass(paragraph) {
  if (paragraph.heading === true || (paragraph.heading && paragraph.heading === paragraph.text)) return "kb-heading";
  return paragraph.role === "interviewer" ? "kb-asks" : "kb-says";
}

/** The places found in a paragraph. */
export function hitsIn(transcriptView, paragraph) {
  return (transcriptView.data.hits ?? []).filter(([start, end]) => start < paragraph.end && end > paragraph.start);
}

function words(transcriptView, paragraph, codings, hits) {
  if (!codings.length && !hits.length) return [document.createTextNode(paragraph.text)];
  return fragments(paragraph, codings, hits).map((piece) => {
    const from = unitsIn(paragraph.text, piece.from - paragraph.start);
    const to = unitsIn(paragraph.text, piece.to - paragraph.start);
    const said = paragraph.text.slice(from, to);
    if (!piece.codings.length && !piece.hit) return document.createTextNode(said);
    const mark = make("span", "", said);
    const names = ["kb-mark"];
    if (piece.codings.length) names.push("kb-coded", colourClass(piece.codings[0].colour));
    if (piece.hit) names.push("kb-hit");
    if (piece.codings.some((coding) => coding.saving)) names.push("kb-saving");
    mark.className = names.join(" ");
    if (piece.codings.length) underline(transcriptView, mark, piece.codings);
    return mark;
  });
}

// The shortest coding paints the background, each paints a line in a lane of its own: nothing is hidden, nothing mixes.
function underline(transcriptView, mark, codings) {
  mark.dataset.codings = codings.map((coding) => coding.id).join(" ");
  const images = [], sizes = [], places = [];
  for (const coding of codings) {
    const { under } = transcriptView.places.get(coding.id);
    if (under >= LANES) continue;
    const colour = `color-mix(in oklab,var(--${colourClass(coding.colour).replace("k", "c")}) var(--kb-strength),transparent)`;
    const [image, height] = (LINES[coding.line] ?? LINES.solid)(colour);
    images.push(image);
    sizes.push(`100% ${height}px`);
    places.push(`0 calc(100% - ${under * 3}px)`);
  }
  mark.style.backgroundImage = images.join(",");
  mark.style.backgroundSize = sizes.join(",");
  mark.style.backgroundPosition = places.join(",");
}

function buttons(transcriptView, margin, paragraph, codings) {
  const made = [];
  const widest = Math.max(0, ...codings.map((coding) => Math.min(LANES - 1, transcriptView.places.get(coding.id).lane)));
  margin.style.setProperty("--names", `${Math.max(22, widest * 8 + 13)}px`);
  const hidden = codings.filter((coding) => transcriptView.places.get(coding.id).lane >= LANES);
  for (const coding of codings) {
    const place = transcriptView.places.get(coding.id);
    const begins = coding.start >= paragraph.start || paragraph === transcriptView.paragraphs[0];
    if (place.lane < LANES) made.push(stripe(transcriptView, coding, place, begins, coding.end <= paragraph.end));
    if (begins && place.lane < LANES) made.push(name(coding));
  }
  if (hidden.length) made.push(listButton(`+${hidden.length}`, paragraph, codings));
  made.push(...noteButton(notesIn(transcriptView, paragraph), paragraph));
  const suggested = transcriptView.data.suggestions?.[paragraph.position] ?? [];
  if (transcriptView.data.writable && suggested.length && !codings.length) made.push(...ghost(suggested, paragraph));
  return made;
}

// A coding has one button, in the paragraph where it begins; below, its stripe is only drawn on.
function stripe(transcriptView, coding, place, begins, ends) {
  const element = make(begins ? "button" : "i", `kb-stripe kb-${coding.line ?? "solid"} ${colourClass(coding.colour)}`);
  if (begins) {
    element.type = "button";
    element.tabIndex = coding.id === transcriptView.tabStop ? 0 : -1;
    element.setAttribute("aria-label", spoken(coding));
    element.classList.add("kb-begins");
  } else element.setAttribute("aria-hidden", "true");
  if (ends) element.classList.add("kb-ends");
  if (place.hollow) element.classList.add("kb-hollow");
  if (coding.saving) element.classList.add("kb-saving");
  element.dataset.coding = coding.id;
  element.style.setProperty("--lane", place.lane);
  return element;
}

function name(coding) {
  const label = make("span", "kb-name");
  label.dataset.coding = coding.id;
  label.title = coding.saving ? `${coding.code} (not saved yet)` : [coding.code, coding.coder].filter(Boolean).join(", ");
  label.setAttribute("aria-hidden", "true");
  label.append(dot(coding.colour), make("span", "", coding.code));
  if (coding.memo) label.append(make("em", "", "memo"));
  if (coding.saving) label.append(make("em", "kb-state"));
  return label;
}

function listButton(text, paragraph, codings) {
  const button = make("button", "kb-more", text);
  button.type = "button";
  button.tabIndex = -1;
  button.dataset.list = paragraph.position;
  button.setAttribute("aria-label", `${codings.length} codings in paragraph ${numberOf(paragraph.position)}: list them`);
  return button;
}

function ghost(suggested, paragraph) {
  const many = `${suggested.length} suggestion${suggested.length === 1 ? "" : "s"}`;
  const stripe = make("button", "kb-ghost"), label = make("button", "kb-suggest");
  stripe.type = label.type = "button";
  stripe.tabIndex = -1;
  label.tabIndex = -1;
  stripe.dataset.suggest = label.dataset.suggest = paragraph.position;
  stripe.setAttribute("aria-label", `${many} for paragraph ${numberOf(paragraph.position)}`);
  label.setAttribute("aria-hidden", "true");
  label.append(make("span", "", many), make("kbd", "", "S"));
  return [stripe, label];
}

/** Put stripes and names of rows where their words are: all reading before all writing. */
export function measureRows(transcriptView, rows) {
  const read = rows.filter((row) => row.isConnected && row.kbParagraph).map((row) => [row, readRow(transcriptView, row)]);
  for (const [row, found] of read) writeRow(transcriptView, row, found);
}

function readRow(transcriptView, row) {
  const box = row.querySelector(".kb-margin").getBoundingClientRect();
  const spans = new Map();
  for (const mark of row.querySelectorAll(".kb-coded")) {
    const rects = mark.getClientRects();
    if (!rects.length) continue;
    const top = rects[0].top - box.top, bottom = rects[rects.length - 1].bottom - box.top;
    for (const id of mark.dataset.codings.split(" ")) {
      const known = spans.get(id);
      spans.set(id, known ? [Math.min(known[0], top), Math.max(known[1], bottom)] : [top, bottom]);
    }
  }
  const whole = row.getBoundingClientRect();
  transcriptView.heights.set(row.kbParagraph.position, whole.height);
  const wide = new Map([...row.querySelectorAll(".kb-name")].map((label) => [label, widthOf(label)]));
  return { wide, width: box.width, height: box.height, above: box.top - whole.top, below: whole.bottom - box.bottom, spans };
}

// What a name takes when it is not cut: its square, its letters, and the gaps between.
function widthOf(label) {
  return [...label.children].reduce((sum, part) => sum + part.scrollWidth + 6, 0);
}

// Where a coding runs on, its stripe reaches to the edge of the row, so that it touches that of the next one.
function writeRow(transcriptView, row, { height, above, below, spans, wide, width }) {
  for (const stripe of row.querySelectorAll(".kb-stripe")) {
    const [top, bottom] = spans.get(stripe.dataset.coding) ?? [0, height];
    const from = stripe.classList.contains("kb-begins") ? top : -above;
    const to = stripe.classList.contains("kb-ends") ? bottom : height + below;
    stripe.style.top = `${from}px`;
    stripe.style.height = `${Math.max(8, to - from)}px`;
  }
  let free = 1, left = 0, last = null;
  row.querySelector(".kb-margin").classList.remove("kb-shared");
  const names = [...row.querySelectorAll(".kb-name")];
  names.sort((a, b) => (spans.get(a.dataset.coding)?.[0] ?? 0) - (spans.get(b.dataset.coding)?.[0] ?? 0));
  for (const label of names) {
    const top = Math.max(free, (spans.get(label.dataset.coding)?.[0] ?? 0) + 1);
    label.classList.remove("kb-others");
    label.style.left = label.style.right = "";
    const isFull = top + 18 > height + 8 && last !== null;
    label.hidden = isFull && !beside(last, label, wide, width);
    if (label.hidden) { left += 1; continue; }
    if (isFull) { last = label; label.dataset.beside = "1"; continue; }
    delete label.dataset.beside;
    label.style.top = `${top}px`;
    free = top + 21;
    last = label;
  }
  if (last && left) { last.classList.add("kb-others"); last.dataset.others = `+${left}`; }
  const note = row.querySelector(".kb-note");
  if (note) {
    note.style.cssText = free + 18 <= height + 8 ? `top: ${free + 1}px; left: var(--names)` : "bottom: 0; right: 34px";
    if (note.style.top) free += 21;
  }
  const more = row.querySelector(".kb-more"), hasRoom = free + 18 <= height + 8;
  if (more) more.style.cssText = hasRoom ? `top: ${free + 1}px; left: var(--names)` : "bottom: 0; right: 0";
  row.kbMeasured = true;
}

// Where no line is left, a name goes beside the last one if both can be read: what does not fit is cut at half the width.
function beside(last, label, wide, width) {
  const begin = parseFloat(last.parentElement.style.getPropertyValue("--names")) || 22, room = width - begin - 10;
  if (last.dataset.beside || room < 120) return false;
  const half = room / 2, first = Math.min(wide.get(last), Math.max(half, room - wide.get(label)));
  last.parentElement.classList.add("kb-shared");
  last.style.right = `${width - begin - first}px`;
  label.style.left = `${begin + first + 10}px`;
  label.style.top = last.style.top;
  return true;
}

/** Say how many code points a paragraph has and where it ends. */
export function prepared(paragraph) {
  return { ...paragraph, end: paragraph.start + pointsIn(paragraph.text) };
}
