// The state of one transcript on the page: what Python sent, and what was done since.

import { inOrder } from "./drawing/marks.js";

/** A new state over the component's root. */
export function newSurface(root) {
  return {
    root,
    ended: new AbortController(),
    page: root.querySelector(".kb-page"),
    live: root.querySelector(".kb-live"),
    data: null, paragraphs: [], codings: [], codingsOf: new Map(), places: new Map(),
    rows: new Map(), heights: new Map(), unseen: [], preview: null, told: [], seen: {}, goal: {},
    nonce: Math.random().toString(36).slice(2, 10), count: 0,
    at: null, coding: null, hovered: null, tabStop: null, selection: null, exact: false,
    lastCode: null, asked: null, quest: null, narrow: false, send: () => {},
  };
}

/** The colour of a code, as far as the codebook knows it. */
export function colourOf(surface, name) {
  return surface.codesByName?.get(name)?.colour ?? 0;
}

/** The coding with this id, as shown now. */
export function codingOf(surface, id) {
  return surface.codings.find((coding) => String(coding.id) === String(id)) ?? null;
}

/** What the catalog says, changed by what was done since and has not come back yet. */
export function shownCodings(surface) {
  let codings = surface.data.codings;
  const line = codings.find((coding) => coding.own)?.line ?? "solid";
  const change = (id, values) => {
    codings = codings.map((coding) => (coding.id === id ? { ...coding, ...values, saving: true } : coding));
  };
  const fresh = (event, code, start, end) => ({
    id: `${event.id}:${code}`, start, end, code, colour: colourOf(surface, code), line, own: true, saving: true, fresh: true,
  });
  for (const event of surface.unseen) {
    if (event.do === "code") codings = [...codings, ...event.codes.map((code) => fresh(event, code, event.start, event.end))];
    if (event.do === "recode") change(event.coding, { code: event.code, colour: colourOf(surface, event.code) });
    if (event.do === "resize") change(event.coding, { start: event.start, end: event.end });
    if (event.do === "memo") change(event.coding, { memo: Boolean(event.text) });
    if (event.do === "remove") codings = codings.filter((coding) => coding.id !== event.coding);
    if (event.do === "place") codings = [...codings, fresh(event, event.code, event.start, event.end)];
    if (event.do === "suggest" && event.accept) {
      const paragraph = surface.paragraphs.find((each) => each.position === event.position);
      if (paragraph) codings = [...codings, fresh(event, event.code, paragraph.start, paragraph.end)];
    }
  }
  const preview = surface.preview;
  if (preview) codings = codings.map((coding) => (coding.id === preview.id ? { ...coding, ...preview } : coding));
  return inOrder(codings);
}

/** Put a line into the aria-live region. */
export function say(surface, text) {
  if (surface.live.textContent === text) surface.live.textContent = "";
  surface.live.textContent = text;
}
