// The state of one transcript on the page: what Python sent, and what was done since.

import { newSaving } from "../../../ui/components/saving.js";
import { inOrder } from "./drawing/marks.js";

/** A new state over the component's root. */
export function newTranscriptView(root) {
  return {
    ...newSaving("kb unsaved"),
    root,
    ended: new AbortController(),
    page: root.querySelector(".kb-page"),
    live: root.querySelector(".kb-live"),
    data: null, paragraphs: [], codings: [], codingsOf: new Map(), places: new Map(),
    rows: new Map(), heights: new Map(), preview: null, sentFocus: [], seen: {}, goal: {},
    wanted: null, lookedAt: null,
    at: null, coding: null, hovered: null, tabStop: null, selection: null, followed: null, left: null, exact: false,
    lastCode: null, asked: null, quest: null, narrow: false, send: () => {},
  };
}

/** The colour of a code, as far as the codebook knows it. */
export function colourOf(transcriptView, name) {
  return transcriptView.codesByName?.get(name)?.colour ?? 0;
}

/** The coding with this id, as shown now. */
export function codingOf(transcriptView, id) {
  return transcriptView.codings.find((coding) => String(coding.id) === String(id)) ?? null;
}

/** What the catalog says, changed by what was done since and has not come back yet. */
export function shownCodings(transcriptView) {
  let codings = transcriptView.data.codings;
  const line = codings.find((coding) => coding.own)?.line ?? "solid";
  const change = (id, values) => {
    codings = codings.map((coding) => (coding.id === id ? { ...coding, ...values, saving: true } : coding));
  };
  const fresh = (event, code, start, end) => ({
    id: `${event.id}:${code}`, start, end, code, colour: colourOf(transcriptView, code), line, own: true, saving: true, fresh: true,
  });
  const { document, version, coder } = transcriptView.data; // only what was done here, to this text, has a place in it
  const here = transcriptView.unseen.filter((event) => event.document === document && event.version === version && (event.coder ?? coder) === coder);
  for (const event of here) {
    if (event.do === "code") codings = [...codings, ...event.codes.map((code) => fresh(event, code, event.start, event.end))];
    if (event.do === "recode") change(event.coding, { code: event.code, colour: colourOf(transcriptView, event.code) });
    if (event.do === "resize") change(event.coding, { start: event.start, end: event.end });
    if (event.do === "memo") change(event.coding, { memo: event.text || false });
    if (event.do === "remove") codings = codings.filter((coding) => coding.id !== event.coding);
    if (event.do === "place") codings = [...codings, fresh(event, event.code, event.start, event.end)];
    if (event.do === "suggest" && event.accept) codings = [...codings, fresh(event, event.code, event.start, event.end)];
  }
  const preview = transcriptView.preview;
  if (preview) codings = codings.map((coding) => (coding.id === preview.id ? { ...coding, ...preview } : coding));
  return inOrder(codings);
}

/** Put a line into the aria-live region. */
export function say(transcriptView, text) {
  if (transcriptView.live.textContent === text) transcriptView.live.textContent = "";
  transcriptView.live.textContent = text;
}
