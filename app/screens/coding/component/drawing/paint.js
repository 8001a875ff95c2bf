// Painting a paragraph: speaker, words with their highlights, and the margin's buttons. Text is only ever textContent.

import { fragments, spoken, LANES } from "./marks.js";
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
export function paintRow(surface, row, paragraph) {
  const [who, text, margin] = row.children;
  const codings = surface.codingsOf.get(paragraph.position), hits = hitsIn(surface, paragraph);
  row.className = `kb-p ${roleClass(paragraph)}${paragraph.position === surface.at ? " kb-cur" : ""}`;
  row.dataset.position = paragraph.position;
  row.kbParagraph = paragraph;
  const lines = Math.ceil((paragraph.text.length || 1) / (surface.narrow ? 42 : 66));
  row.style.containIntrinsicBlockSize = `auto ${lines * (surface.narrow ? 27 : 29) + (surface.narrow ? 28 : 12)}px`;
  who.title = paragraph.speaker ?? "";
  who.replaceChildren(make("b", "", paragraph.speaker ?? ""), make("span", "", numberOf(paragraph.position)));
  text.replaceChildren(...words(surface, paragraph, codings, hits));
  margin.replaceChildren(...buttons(surface, margin, paragraph, codings));
  row.kbMeasured = false;
}

function roleClass(paragraph) {
  if (paragraph.heading === true || (paragraph.heading && paragraph.heading === paragraph.text)) return "kb-heading";
  return paragraph.role === "interviewer" ? "kb-asks" : "kb-says";
}

/** The places found in a paragraph. */
export function hitsIn(surface, paragraph) {
  return (surface.data.hits ?? []).filter(([start, end]) => start < paragraph.end && end > paragraph.start);
}

function words(surface, paragraph, codings, hits) {
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
    if (piece.codings.length) underline(surface, mark, piece.codings);
    return mark;
  });
}

// The shortest coding paints the background, each paints a line in a lane of its own: nothing is hidden, nothing mixes.
function underline(surface, mark, codings) {
  mark.dataset.codings = codings.map((coding) => coding.id).join(" ");
  const images = [], sizes = [], places = [];
  for (const coding of codings) {
    const { under } = surface.places.get(coding.id);
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

function buttons(surface, margin, paragraph, codings) {
  const made = [];
  const widest = Math.max(0, ...codings.map((coding) => Math.min(LANES - 1, surface.places.get(coding.id).lane)));
  margin.style.setProperty("--names", `${Math.max(22, widest * 8 + 13)}px`);
  const hidden = codings.filter((coding) => surface.places.get(coding.id).lane >= LANES);
  for (const coding of codings) {
    const place = surface.places.get(coding.id);
    const begins = coding.start >= paragraph.start || paragraph === surface.paragraphs[0];
    if (place.lane < LANES) made.push(stripe(surface, coding, place, begins, coding.end <= paragraph.end));
    if (begins && place.lane < LANES) made.push(name(coding));
  }
  if (hidden.length) made.push(listButton(`+${hidden.length}`, paragraph, codings));
  const suggested = surface.data.suggestions?.[paragraph.position] ?? [];
  if (surface.data.writable && suggested.length && !codings.length) made.push(...ghost(suggested, paragraph));
  return made;
}

// A coding has one button, in the paragraph where it begins; below, its stripe is only drawn on.
function stripe(surface, coding, place, begins, ends) {
  const element = make(begins ? "button" : "i", `kb-stripe kb-${coding.line ?? "solid"} ${colourClass(coding.colour)}`);
  if (begins) {
    element.type = "button";
    element.tabIndex = coding.id === surface.tabStop ? 0 : -1;
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
  label.title = coding.saving ? `${coding.code} (saving)` : [coding.code, coding.coder].filter(Boolean).join(", ");
  label.setAttribute("aria-hidden", "true");
  label.append(dot(coding.colour), make("span", "", coding.code));
  if (coding.memo) label.append(make("em", "", "memo"));
  if (coding.saving) label.append(make("em", "", "saving"));
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
export function measureRows(surface, rows) {
  const read = rows.filter((row) => row.isConnected && row.kbParagraph).map((row) => [row, readRow(surface, row)]);
  for (const [row, found] of read) writeRow(surface, row, found);
}

function readRow(surface, row) {
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
  surface.heights.set(row.kbParagraph.position, whole.height);
  return { height: box.height, above: box.top - whole.top, below: whole.bottom - box.bottom, spans };
}

// Where a coding runs on, its stripe reaches to the edge of the row, so that it touches that of the next one.
function writeRow(surface, row, { height, above, below, spans }) {
  for (const stripe of row.querySelectorAll(".kb-stripe")) {
    const [top, bottom] = spans.get(stripe.dataset.coding) ?? [0, height];
    const from = stripe.classList.contains("kb-begins") ? top : -above;
    const to = stripe.classList.contains("kb-ends") ? bottom : height + below;
    stripe.style.top = `${from}px`;
    stripe.style.height = `${Math.max(8, to - from)}px`;
  }
  let free = 1, left = 0, last = null;
  const names = [...row.querySelectorAll(".kb-name")];
  names.sort((a, b) => (spans.get(a.dataset.coding)?.[0] ?? 0) - (spans.get(b.dataset.coding)?.[0] ?? 0));
  for (const label of names) {
    const top = Math.max(free, (spans.get(label.dataset.coding)?.[0] ?? 0) + 1);
    label.hidden = top + 18 > height + 8 && last !== null;
    label.classList.remove("kb-others");
    if (label.hidden) { left += 1; continue; }
    label.style.top = `${top}px`;
    free = top + 21;
    last = label;
  }
  if (last && left) { last.classList.add("kb-others"); last.dataset.others = `+${left}`; }
  const more = row.querySelector(".kb-more"), hasRoom = free + 18 <= height + 8;
  if (more) more.style.cssText = hasRoom ? `top: ${free + 1}px; left: var(--names)` : "bottom: 0; right: 0";
  row.kbMeasured = true;
}

/** Say how many code points a paragraph has and where it ends. */
export function prepared(paragraph) {
  return { ...paragraph, end: paragraph.start + pointsIn(paragraph.text) };
}
