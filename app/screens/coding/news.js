// While a document is open in Code, the page asks every moment whether others have come, gone or changed something, and
// has the line about it drawn anew only then: nothing else on the page is.

import { isDrawing } from "../../ui/components/saving.js";
import { click } from "../../ui/components/view/clicks.js";

const EVERY = 1200;

export function followNews(root) {
  if (!root.querySelector("[data-news]") || root.kbNewsTimer) return;
  root.kbNewsTimer = setInterval(() => askForNews(root), EVERY);
}

async function askForNews(root) {
  const line = root.querySelector("[data-news]");
  if (!root.isConnected || !line) {
    clearInterval(root.kbNewsTimer);
    root.kbNewsTimer = root.kbNewsTold = null;
    return;
  }
  if (document.hidden || root.kbNewsAsked) return;
  root.kbNewsAsked = true;
  try {
    const answer = await fetch(line.dataset.ask, { cache: "no-store" });
    const now = answer.status === 200 ? await answer.text() : line.dataset.news;
    if (now === line.dataset.news) root.kbNewsTold = null;
    // While another page is being drawn in this one's place, a message of this one would leave it empty.
    else if (now !== root.kbNewsTold && line.isConnected && !isDrawing()) {
      root.kbNewsTold = now;
      click(root, { do: "news" });
    }
  } catch {
    // no connection just now; Streamlit says so
  } finally {
    root.kbNewsAsked = false;
  }
}
