// Whether the app answers: a line at the foot of the page says when it does not. What is done meanwhile is kept, so nothing
// stands in the way of it and the focus stays where somebody types; Streamlit's own dialog is switched off (guard.py).

const PATIENCE = 2000; // milliseconds without a connection after which it is told: a page that changes takes less
const AWAY = "The app does not answer. Leave this page open: it goes on by itself as soon as the app is back.";
let late = null, line = null;

/** Say whether the app answers, for as long as the page is open. */
export function followConnection() {
  const app = document.querySelector("[data-testid='stApp']");
  if (!app || app.kbConnection) return;
  app.kbConnection = true;
  new MutationObserver(() => look(app)).observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
}

const answers = (app) => app.dataset.testConnectionState === "CONNECTED";

function look(app) {
  if (answers(app)) {
    clearTimeout(late);
    line?.remove();
    late = line = null;
  } else {
    late ??= setTimeout(tell, PATIENCE);
  }
}

function tell() {
  line = Object.assign(document.createElement("p"), { className: "kb-away kb-sheet" });
  line.setAttribute("role", "status");
  document.body.append(line);
  line.textContent = AWAY; // after it is there, or nobody reads it out
}
