// Where a person was in the text when something else took the focus, a dialog or a field: there the keys go on. Coming in
// with Tab, the browser puts the caret at the very beginning, and scrolls there; a dialog that closes leaves it nowhere.

import { scroller } from "../drawing/render.js";
import { paragraphAt } from "../drawing/text.js";
import { isVeryBeginning, nativeSpan, select } from "./select.js";

/** Keep the place while the text has not the focus, and come back to it. */
export function bindPlace(transcriptView) {
  const { page, ended } = transcriptView;
  document.addEventListener("keydown", (event) => rememberView(transcriptView, event), { capture: true, signal: ended.signal });
  page.addEventListener("pointerdown", () => { transcriptView.pointing = true; });
  page.addEventListener("blur", () => {
    transcriptView.pointing = false;
    transcriptView.returning = null; // a frame that comes later moves nothing
    transcriptView.left = nativeSpan(transcriptView) ?? transcriptView.left;
  });
  page.addEventListener("focus", () => comeBack(transcriptView));
}

function rememberView(transcriptView, event) {
  transcriptView.before = null;
  if (event.key !== "Tab" || transcriptView.page.contains(event.target)) return;
  const inView = [...transcriptView.rows.values()].find((row) => row.getBoundingClientRect().bottom > 160);
  const box = scroller(transcriptView), row = transcriptView.rows.get(transcriptView.at) ?? inView;
  transcriptView.before = { box, top: box.scrollTop, paragraph: row?.kbParagraph };
}

// The coding that keys mean, else the words that were left if one is still in their paragraph, else the paragraph.
function placeToComeBackTo({ left, before, paragraphs, rows, at, codings, coding }) {
  const focused = codings.find((each) => each.id === coding);
  const isLeftAt = (span) => left && left.start <= span.end && left.end >= span.start;
  if (focused && !isLeftAt(focused)) return caretAt(Math.max(focused.start, paragraphs[0].start));
  const paragraph = rows.get(at)?.kbParagraph ?? before?.paragraph;
  if (left && paragraphAt(paragraphs, left.end)?.position === paragraph?.position) return left;
  return paragraph ? caretAt(paragraph.start) : null;
}

const caretAt = (offset) => ({ start: offset, end: offset });

// At once, since the next key may come before the next frame; and again in that frame, where the browser has put the
// caret at the very beginning nonetheless, unless the focus has gone on meanwhile. Where a person points is where they
// want to be.
function comeBack(transcriptView) {
  const place = placeToComeBackTo(transcriptView), box = scroller(transcriptView);
  const before = transcriptView.before ?? { box, top: box.scrollTop };
  transcriptView.before = null;
  if (!place || transcriptView.pointing) return;
  const restore = () => {
    const now = nativeSpan(transcriptView);
    if (now && !isVeryBeginning(transcriptView, now)) return;
    select(transcriptView, place.start, place.end);
    before.box.scrollTop = before.top;
  };
  transcriptView.returning = place;
  restore();
  requestAnimationFrame(() => {
    if (transcriptView.returning !== place) return;
    transcriptView.returning = null;
    restore();
  });
}
