// What was refused because somebody else has changed it meanwhile: shown beside what was wanted, to be done or left.

import { act } from "../events.js";
import { make } from "../drawing/paint.js";
import { draftOfRefused, offerMemos, openDraft } from "./memo_editor.js";
import { openDialog } from "./sheets.js";

/** Keep what was typed of what was refused; show the first that somebody else's change stands against. */
export function takeRefused(transcriptView, answers) {
  const isHere = ({ again }) => again.document === transcriptView.data.document;
  const kept = answers.filter(({ again }) => again).map((answer) => [
    answer, answer.again.text === undefined ? null : draftOfRefused(transcriptView, answer),
  ]);
  const [against, draft] = kept.find(([answer]) => answer.conflict && isHere(answer)) ?? [];
  if (draft) openDraft(transcriptView, draft);
  else if (against) openConflict(transcriptView, against);
  else offerMemos(transcriptView);
  return Boolean(against);
}

function openConflict(transcriptView, { again, conflict }) {
  openDialog(transcriptView, "Changed in the meantime", (dialog) => {
    const foot = make("div", "kb-dialog-foot"), parts = [make("p", "kb-told", conflict.told)];
    if (conflict.there) parts.push(make("p", "kb-cap", "There now:"), make("p", "kb-there", conflict.there));
    if (conflict.yours) parts.push(make("p", "kb-cap", "Yours:"), make("p", "kb-there", conflict.yours));
    const deed = (kind, label, then) => {
      const button = make("button", kind, label);
      button.type = "button";
      button.addEventListener("click", () => { dialog.close(); then(); });
      foot.append(button);
      return button;
    };
    deed("", conflict.keep, () => {}).autofocus = true;
    deed("kb-primary", conflict.over, () => act(transcriptView, again));
    return [...parts, foot];
  });
}
