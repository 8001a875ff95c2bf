// Offsets. What crosses to Python are CODE POINTS of the document; strings here count UTF-16 units, the DOM counts
// nodes. Every conversion is in this file; text[start:end] in Python is always the words that were selected.

const ASTRAL = /[\ud800-\udfff]/;
const WORDS = new Intl.Segmenter(undefined, { granularity: "word" });

/** Code points in the first `units` UTF-16 units. */
export function pointsIn(text, units = text.length) {
  return ASTRAL.test(text) ? [...text.slice(0, units)].length : units;
}

/** UTF-16 units in the first `points` code points. */
export function unitsIn(text, points) {
  if (points <= 0) return 0;
  return ASTRAL.test(text) ? [...text].slice(0, points).join("").length : Math.min(points, text.length);
}

/** The paragraph of an ascending list that holds an offset; an offset between two belongs to the first. */
export function paragraphAt(paragraphs, offset) {
  let low = 0, high = paragraphs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (paragraphs[middle].start <= offset) low = middle; else high = middle - 1;
  }
  return paragraphs[low];
}

/** The words between two offsets, as far as the window holds them; paragraphs are joined by one newline. */
export function wordsBetween(paragraphs, start, end) {
  const parts = [];
  for (const paragraph of paragraphs) {
    if (paragraph.end <= start || paragraph.start >= end) continue;
    const from = unitsIn(paragraph.text, start - paragraph.start);
    const to = end >= paragraph.end ? paragraph.text.length : unitsIn(paragraph.text, end - paragraph.start);
    parts.push(paragraph.text.slice(from, to));
  }
  return parts.join("\n");
}

function edgesAround(paragraph, offset) {
  const units = unitsIn(paragraph.text, offset - paragraph.start);
  const segment = WORDS.segment(paragraph.text).containing(units);
  if (!segment) return [offset, offset];
  const from = paragraph.start + pointsIn(paragraph.text, segment.index);
  return [from, from + pointsIn(segment.segment)];
}

/** Move an offset that is inside a word to the word's `side` ("start" or "end"). */
export function toWord(paragraphs, offset, side) {
  const paragraph = paragraphAt(paragraphs, offset);
  if (offset <= paragraph.start || offset >= paragraph.end) return offset;
  const [from, to] = edgesAround(paragraph, offset);
  if (offset <= from || offset >= to) return offset;
  return side === "start" ? from : to;
}

/** The span without white space at its ends; an end between two paragraphs is white space too. */
export function trimmed(paragraphs, start, end) {
  const blank = (offset) => {
    const paragraph = paragraphAt(paragraphs, offset);
    if (offset < paragraph.start || offset >= paragraph.end) return true;
    const at = unitsIn(paragraph.text, offset - paragraph.start);
    return /\s/u.test(paragraph.text.charAt(at));
  };
  while (start < end && blank(start)) start += 1;
  while (end > start && blank(end - 1)) end -= 1;
  return { start, end };
}

/** The span of whole words around a span; null if there is no word in it. */
export function snapped(paragraphs, start, end, exact = false) {
  const inner = trimmed(paragraphs, start, end);
  if (inner.start >= inner.end) return null;
  if (exact) return { start, end: Math.min(end, paragraphAt(paragraphs, end - 1).end) };
  return { start: toWord(paragraphs, inner.start, "start"), end: toWord(paragraphs, inner.end, "end") };
}

/** The next place where a word begins or ends, `step` (1 or -1) from an offset. */
export function wordStep(paragraphs, offset, step, side) {
  const last = paragraphs[paragraphs.length - 1].end, first = paragraphs[0].start;
  let at = offset;
  for (let tries = 0; tries < 2000; tries += 1) {
    at += step;
    if (at <= first) return first;
    if (at >= last) return last;
    const paragraph = paragraphAt(paragraphs, at);
    if (at > paragraph.end) continue;
    const probe = side === "start" ? at : at - 1;
    if (probe < paragraph.start || probe >= paragraph.end) continue;
    const segment = WORDS.segment(paragraph.text).containing(unitsIn(paragraph.text, probe - paragraph.start));
    if (!segment?.isWordLike) continue;
    const from = paragraph.start + pointsIn(paragraph.text, segment.index);
    if (at === (side === "start" ? from : from + pointsIn(segment.segment))) return at;
  }
  return offset;
}

/** The document offset of a place in the DOM; null outside the transcript. */
export function offsetAt(transcriptView, node, index) {
  if (node === transcriptView.page) {
    const row = transcriptView.page.children[index];
    if (!row) return transcriptView.paragraphs.at(-1)?.end ?? null;
    return row.kbParagraph?.start ?? (index === 0 ? transcriptView.paragraphs[0].start : transcriptView.paragraphs.at(-1).end);
  }
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  const row = element?.closest(".kb-p");
  if (!row || !transcriptView.page.contains(row)) return null;
  const paragraph = row.kbParagraph, text = row.querySelector(".kb-text");
  if (!text.contains(node)) {
    const before = row === node ? index <= 1 : Boolean(element.closest(".kb-who"));
    return before ? paragraph.start : paragraph.end;
  }
  const range = document.createRange();
  range.selectNodeContents(text);
  range.setEnd(node, index);
  return paragraph.start + pointsIn(paragraph.text, range.toString().length);
}

/** The place in the DOM of a document offset: a text node and an index; null outside the window. */
export function placeOf(transcriptView, offset) {
  const paragraph = paragraphAt(transcriptView.paragraphs, offset);
  const row = paragraph && transcriptView.rows.get(paragraph.position);
  if (!row) return null;
  let left = unitsIn(paragraph.text, Math.min(offset, paragraph.end) - paragraph.start);
  const walker = document.createTreeWalker(row.querySelector(".kb-text"), NodeFilter.SHOW_TEXT);
  let node = walker.nextNode(), last = node;
  while (node && left > node.length) { left -= node.length; last = node; node = walker.nextNode(); }
  if (!node && !last) return { node: row.querySelector(".kb-text"), index: 0 };
  return node ? { node, index: left } : { node: last, index: last.length };
}

/** Whether the paragraph of an offset is written from right to left. */
export function isRightToLeft(transcriptView, offset) {
  const row = transcriptView.rows.get(paragraphAt(transcriptView.paragraphs, offset)?.position);
  return Boolean(row) && getComputedStyle(row.querySelector(".kb-text")).direction === "rtl";
}

/** A DOM range over a span, cut to the window. */
export function rangeOf(transcriptView, start, end) {
  const from = placeOf(transcriptView, Math.max(start, transcriptView.paragraphs[0].start));
  const to = placeOf(transcriptView, Math.min(end, transcriptView.paragraphs.at(-1).end));
  if (!from || !to) return null;
  const range = document.createRange();
  range.setStart(from.node, from.index);
  range.setEnd(to.node, to.index);
  return range;
}
