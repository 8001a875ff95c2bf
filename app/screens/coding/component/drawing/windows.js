// The window of paragraphs that is on the page: the next one is asked for before its edge is seen, stripes are
// placed when their paragraph comes near, and the scroll bar is kept honest by spacers.

import { measureRows } from "./paint.js";
import { raise } from "./render.js";
import { ask } from "../coding/select.js";

const AHEAD = 2400; // pixels before the edge at which the next window is asked for

/** Watch scrolling and width. */
export function bindWindow(transcriptView) {
  transcriptView.watcher = new IntersectionObserver((entries) => {
    const rows = entries.filter((entry) => entry.isIntersecting && !entry.target.kbMeasured).map((entry) => entry.target);
    if (rows.length) measureRows(transcriptView, rows);
  }, { rootMargin: "300px" });
  let waiting = false;
  const scrolled = (event) => {
    if (waiting || !transcriptView.root.isConnected || !event.target.contains(transcriptView.root)) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; lookAhead(transcriptView); followOutline(transcriptView); });
  };
  document.addEventListener("scroll", scrolled, { capture: true, passive: true, signal: transcriptView.ended.signal });
  new ResizeObserver(() => fit(transcriptView)).observe(transcriptView.root);
  document.fonts?.ready.then(() => remeasure(transcriptView));
}

/** Bring the layout in line with the width. At less than 640 px the names go, the speaker moves above the words and dialogs become sheets. */
export function fit(transcriptView) {
  const width = transcriptView.root.clientWidth;
  if (!width || width === transcriptView.width) return;
  transcriptView.width = width;
  transcriptView.narrow = width < 640;
  transcriptView.root.classList.toggle("kb-narrow", transcriptView.narrow);
  transcriptView.root.classList.toggle("kb-slim", width < 780);
  transcriptView.heights.clear();
  remeasure(transcriptView);
}

function remeasure(transcriptView) {
  const near = [];
  for (const row of transcriptView.rows.values()) {
    row.kbMeasured = false;
    const box = row.getBoundingClientRect();
    if (box.bottom > -300 && box.top < window.innerHeight + 300) near.push(row);
  }
  measureRows(transcriptView, near);
  raise(transcriptView);
}

/** Ask for another window if the view comes near the edge of this one, or is beyond it. */
export function lookAhead(transcriptView) {
  if (!transcriptView.data || !transcriptView.paragraphs.length) return;
  const first = transcriptView.data.window.first, last = first + transcriptView.paragraphs.length;
  const box = { top: transcriptView.above.getBoundingClientRect().bottom, bottom: transcriptView.below.getBoundingClientRect().top };
  const tall = window.innerHeight;
  clearTimeout(transcriptView.jumping);
  if (box.top > tall || box.bottom < 0) {
    transcriptView.jumping = setTimeout(() => jump(transcriptView), 120);
  } else if (first > 0 && box.top > -AHEAD) {
    ask(transcriptView, middle(transcriptView, tall) - 40);
  } else if (last < transcriptView.data.total && box.bottom < tall + AHEAD) {
    ask(transcriptView, middle(transcriptView, tall));
  }
}

/** Mark in the outline the question that is being read: the last one that begins above the upper third of the view. */
export function followOutline(transcriptView) {
  const entries = [...document.querySelectorAll(".ol li button[data-paragraph]")];
  if (!entries.length || !transcriptView.rows.size) return;
  let here = transcriptView.paragraphs[0]?.position ?? 0;
  for (const [position, row] of transcriptView.rows) {
    if (row.getBoundingClientRect().top > window.innerHeight / 3) break;
    here = position;
  }
  const at = entries.findLastIndex((entry) => Number(entry.dataset.paragraph) <= here);
  entries.forEach((entry, index) => {
    const item = entry.closest("li");
    if (item.classList.contains("on") === (index === at)) return;
    item.classList.toggle("on", index === at);
    if (index !== at) { entry.removeAttribute("aria-current"); return; }
    entry.setAttribute("aria-current", "location");
    item.scrollIntoView({ block: "nearest" });
  });
}

// The paragraph in the middle of the view.
function middle(transcriptView, tall) {
  for (const row of transcriptView.rows.values()) {
    if (row.getBoundingClientRect().bottom > tall / 2) return row.kbParagraph.position;
  }
  return transcriptView.paragraphs.at(-1).position;
}

// Beyond the window there are only spacers: guess from their height which paragraph belongs there.
function jump(transcriptView) {
  const landing = transcriptView.rows.get(transcriptView.landing);
  if (landing) { landing.scrollIntoView({ block: "center" }); return; }  // the page around is still taking its shape
  const first = transcriptView.data.window.first, last = first + transcriptView.paragraphs.length;
  const above = transcriptView.above.getBoundingClientRect(), below = transcriptView.below.getBoundingClientRect();
  const share = (box) => Math.max(0, Math.min(1, (window.innerHeight / 2 - box.top) / (box.height || 1)));
  const inAbove = above.bottom > window.innerHeight / 2;
  const position = inAbove ? share(above) * first : last + share(below) * (transcriptView.data.total - last);
  transcriptView.jumped = true;
  ask(transcriptView, Math.round(position));
}
