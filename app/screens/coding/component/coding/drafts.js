// Memos that were begun and are not stored: kept in this browser with each key, by catalog, person and document, until
// they are saved or discarded. A draft is { about, title, words, before, event, text, conflict? }: `event` is what saving
// it does, `before` the memo as it was when it was opened.

import { make } from "../drawing/paint.js";

const KEPT = "kb draft";
const GLIMPSE = 60; // characters of a draft in the line that offers it

/** What a memo is about: the name of its draft. */
export function aboutOf({ do: deed, coding, memo, start, end }) {
  if (deed === "memo") return `coding ${coding}`;
  return memo ? `memo ${memo}` : `words ${start} ${end}`;
}

/** Keep what was typed; as it was before, or nothing at all, there is nothing to keep. */
export function keepDraft({ data }, draft) {
  const key = keyOf(data, draft), isNothing = !draft.conflict && draft.text.trim() === draft.before.trim();
  try {
    if (isNothing) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(draft));
  } catch { /* full, or not allowed: then it is kept as long as the dialog is open */ }
}

/** Forget a draft: it is saved, or not wanted. */
export function dropDraft({ data }, draft) {
  try { localStorage.removeItem(keyOf(data, draft)); } catch { /* not allowed: it was never kept */ }
}

/** The draft about something, if there is one. */
export function draftAbout(transcriptView, about) {
  return draftsHere(transcriptView).find((each) => each.about === about) ?? null;
}

/** Offer the drafts of this document above the text, one at a time; `open` goes on with one. */
export function offerDrafts(transcriptView, open) {
  const { root, data } = transcriptView, box = root.querySelector(".kb-draft");
  const drafts = data.writable && !root.querySelector("dialog") ? draftsHere(transcriptView) : [];
  const told = drafts.length ? sentence(drafts) : "";
  box.hidden = !told;
  if (box.dataset.said === told) return;
  box.dataset.said = told;
  const [first] = drafts, offer = () => offerDrafts(transcriptView, open);
  box.replaceChildren(make("span", "", told), ...(first ? [
    button("Continue", () => open(first)),
    button("Discard", () => { dropDraft(transcriptView, first); offer(); }),
  ] : []));
}

function sentence(drafts) {
  const text = drafts[0].text.trim().replace(/\s+/gu, " "), letters = [...text];
  const glimpse = letters.length > GLIMPSE ? `${letters.slice(0, GLIMPSE).join("")}…` : text;
  const many = drafts.length === 1 ? "A memo is not saved yet" : `${drafts.length} memos are not saved yet`;
  return `${many}. It is kept in this browser: “${glimpse}”`;
}

function button(label, then) {
  const made = make("button", "", label);
  made.type = "button";
  made.addEventListener("click", then);
  return made;
}

// Drafts of nobody are whoever's that says who they are; those of others are never shown.
function draftsHere({ data }) {
  const found = [];
  try {
    for (const coder of new Set(["", data.coder ?? ""])) {
      const start = beginning(data, coder, data.document);
      for (const key of Object.keys(localStorage).filter((each) => each.startsWith(start))) {
        found.push({ ...JSON.parse(localStorage.getItem(key)), coder });
      }
    }
  } catch { /* not readable: nothing is kept */ }
  return found;
}

function keyOf(data, draft) {
  return beginning(data, draft.coder ?? data.coder ?? "", draft.event.document ?? data.document) + draft.about;
}

function beginning(data, coder, document) {
  return `${KEPT} ${JSON.stringify([data.catalog, coder, document])} `;
}
