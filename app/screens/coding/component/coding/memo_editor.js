// The editor of memos, on codings and on words: what is typed is a draft until it is stored (drafts.js). Where somebody
// else has changed the memo meanwhile, theirs is shown beside it.

import { act } from "../events.js";
import { make } from "../drawing/paint.js";
import { aboutOf, draftAbout, dropDraft, keepDraft, offerDrafts } from "./drafts.js";
import { openDialog } from "./sheets.js";

/** Write a memo: `event` is what saving it does, `before` what it says so far. A draft of it is gone on with. */
export function openMemoEditor(transcriptView, { title, words, event, before = "" }) {
  const { version } = transcriptView.data, about = aboutOf(event);
  const fresh = { about, title, words, before, event: { version, ...event, seen: before }, text: before };
  openDraft(transcriptView, draftAbout(transcriptView, about) ?? fresh);
}

/** Keep what was refused as a draft, and return it. */
export function draftOfRefused(transcriptView, { again, conflict }) {
  const draft = {
    about: aboutOf(again), title: "Memo", words: again.words ?? "", before: "", event: { ...again }, text: again.text, conflict,
  };
  keepDraft(transcriptView, draft);
  return draft;
}

/** Offer what was begun in this document. */
export function offerMemos(transcriptView) {
  offerDrafts(transcriptView, (draft) => openDraft(transcriptView, draft));
}

/** Go on with a draft. */
export function openDraft(transcriptView, draft) {
  const dialog = openDialog(transcriptView, draft.title, (made) => fill(transcriptView, made, draft));
  dialog.addEventListener("close", () => offerMemos(transcriptView));
  offerMemos(transcriptView);
}

function fill(transcriptView, dialog, draft) {
  const { conflict } = draft, field = make("textarea", "kb-memo");
  const keep = make("button", "kb-primary", conflict?.over ?? "Save memo"), foot = make("div", "kb-dialog-foot");
  field.value = draft.text;
  field.rows = 5;
  field.placeholder = draft.event.do === "memo" ? "Your note on this coding" : "Your note on these words";
  field.setAttribute("aria-label", draft.title);
  keep.type = "button";
  const save = () => {
    const text = field.value.trim();
    if (!text && !draft.before && !conflict) { field.focus(); return; }
    dropDraft(transcriptView, draft);
    dialog.close();
    if (text !== draft.before || conflict) act(transcriptView, { ...draft.event, text });
  };
  keep.addEventListener("click", save);
  field.addEventListener("input", () => { draft.text = field.value; keepDraft(transcriptView, draft); });
  field.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save(); });
  foot.append(keep);
  if (conflict) foot.append(other(transcriptView, dialog, draft));
  else foot.append(make("kbd", "", "Ctrl ↵"));
  const above = conflict ? theirs(conflict) : [];
  return [...(draft.words ? [make("p", "kb-words", draft.words)] : []), ...above, field, foot];
}

// What is there now, and who wrote it: first of all, so that it is read before anything is written over it.
function theirs({ told, there }) {
  const parts = [make("p", "kb-told", told)];
  if (there) parts.push(make("p", "kb-there", there));
  return [...parts, make("p", "kb-cap", "Yours, not saved yet:")];
}

function other(transcriptView, dialog, draft) {
  const leave = make("button", "", draft.conflict.keep);
  leave.type = "button";
  leave.addEventListener("click", () => { dropDraft(transcriptView, draft); dialog.close(); });
  return leave;
}
