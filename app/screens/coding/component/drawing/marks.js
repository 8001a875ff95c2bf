// Which coding is drawn where: pure functions from codings to fragments, lanes and signatures.

export const LANES = 4;
const LINE = 70; // characters; a stripe that ends on a line must leave that line free for the next in its lane

/** What a screen reader and a tooltip say about a coding. */
export function spoken(coding) {
  const parts = [`coded: ${coding.code}`];
  if (coding.coder) parts.push(coding.coder);
  if (coding.saving) parts.push("not saved yet");
  if (coding.memo) parts.push("has a memo");
  return parts.join(", ");
}

/** Codings in document order; of two that begin together the longer one first. */
export function inOrder(codings) {
  return [...codings].sort((a, b) => a.start - b.start || b.end - a.end || String(a.id).localeCompare(String(b.id)));
}

/** The codings of each paragraph, by position. */
export function byParagraph(paragraphs, codings) {
  const found = new Map(paragraphs.map((paragraph) => [paragraph.position, []]));
  let first = 0;
  for (const coding of codings) {
    while (first < paragraphs.length && paragraphs[first].end <= coding.start) first += 1;
    for (let i = first; i < paragraphs.length && paragraphs[i].start < coding.end; i += 1) {
      if (paragraphs[i].end > coding.start) found.get(paragraphs[i].position).push(coding);
    }
  }
  return found;
}

function firstFree(ends, start) {
  const free = ends.findIndex((end) => end <= start);
  return free < 0 ? ends.length : free;
}

/**
 * Give every coding its stripe's lane, its underline's lane, and say whether its stripe is hollow: it is where a full
 * one of another code, in a colour that is hard to tell from its own, stands in the lane beside it or right above it.
 * `similarColours` lists those colours for each colour.
 */
export function assignLanes(paragraphs, codings, similarColours = []) {
  const stripes = [], lines = [], drawn = [];
  const isSimilar = (colour, other) => colour === other || Boolean(similarColours[colour]?.includes(other));
  const places = new Map();
  let at = 0;
  for (const coding of codings) {
    while (at < paragraphs.length - 1 && paragraphs[at].end <= coding.start) at += 1;
    let last = at;
    while (last < paragraphs.length - 1 && paragraphs[last].end < coding.end) last += 1;
    const lane = firstFree(stripes, coding.start);
    const beside = [lane - 1, lane, lane + 1].map((near) => drawn[near]);
    const hollow = beside.some((near) => near && !near.hollow && near.end + 2 >= coding.start && near.code !== coding.code && isSimilar(coding.colour, near.colour));
    stripes[lane] = Math.min(coding.end + LINE, Math.max(paragraphs[last].end, coding.end));
    drawn[lane] = { end: coding.end, code: coding.code, colour: coding.colour, hollow };
    const under = firstFree(lines, coding.start);
    lines[under] = coding.end;
    places.set(coding.id, { lane, under, hollow });
  }
  return places;
}

/** One paragraph cut at every edge that falls into it: {from, to, codings (shortest first), hit}, in code points. */
export function fragments(paragraph, codings, hits) {
  const { start, end } = paragraph;
  const cuts = new Set([start, end]);
  for (const [from, to] of [...codings.map((coding) => [coding.start, coding.end]), ...hits]) {
    if (from > start && from < end) cuts.add(from);
    if (to > start && to < end) cuts.add(to);
  }
  const edges = [...cuts].sort((a, b) => a - b);
  const shortest = [...codings].sort((a, b) => a.end - a.start - (b.end - b.start));
  const pieces = [];
  for (let i = 0; i + 1 < edges.length; i += 1) {
    const [from, to] = [edges[i], edges[i + 1]];
    pieces.push({
      from,
      to,
      codings: shortest.filter((coding) => coding.start <= from && coding.end >= to),
      hit: hits.some(([first, last]) => first <= from && last >= to),
    });
  }
  return pieces;
}

/** What a painted paragraph depends on; as long as this stays, it is not painted again. */
export function signature(paragraph, codings, places, hits, suggestions) {
  return JSON.stringify([
    paragraph.text, paragraph.speaker, paragraph.role, paragraph.heading,
    codings.map((coding) => {
      const place = places.get(coding.id);
      const seen = [Math.max(coding.start, paragraph.start), Math.min(coding.end, paragraph.end)];
      const runsOn = [coding.start < paragraph.start, coding.end > paragraph.end];
      return [coding.id, ...seen, ...runsOn, coding.code, coding.colour, coding.line, coding.coder,
        coding.memo, coding.own, Boolean(coding.saving), place.lane, place.under, place.hollow];
    }),
    hits, suggestions,
  ]);
}
