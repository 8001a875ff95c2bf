// What a person has done and the catalog has not confirmed yet: kept in this browser, and sent until it is answered.
// An action has a number; the catalog stores one number once. It is always to be seen which of three things is true:
// saving, saved, not saved.
//
// A view has `root` with a .kb-unsaved, `data` with catalog, coder and session, `transmit(events)`, `say(text)`, and
// `storedAs`, the name under which this browser keeps what is not answered.

const PATIENCE = 6000; // milliseconds without an answer after which it says "not saved", and tries again
const RUNNING = "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=running]";
const nonce = [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join("");
let count = 0;

/** What a view needs to keep what was done: nothing is kept, answered or sent yet. */
export function newSaving(storedAs) {
  return { storedAs, unseen: [], answered: new Set(), isLate: false, unsaved: null, elsewhere: [], who: null, session: null };
}

/** A number that no other action, window or place that is looked at has, in any browser. */
export function numbered() {
  count += 1;
  return `${nonce}-${count}`;
}

/** Whether the server draws the page just now: a message would make it begin anew, and a slow one would never end. */
export function isDrawing() {
  return Boolean(document.querySelector(RUNNING));
}

/** Send all that is not answered. A message that overtakes an earlier one takes its place, so each one says everything. */
export function sendAll(view) {
  const { unseen, data } = view;
  view.transmit(data ? unseen.filter((event) => isOf(event, data)) : []);
}

/** Keep an action until it is answered, and send it. */
export function enqueue(view, event) {
  view.unseen.push(event);
  store(view);
  sendAll(view);
  beginWaiting(view);
  showState(view);
}

/** Take the answers: what is stored or refused is no longer kept; returns the answers to what was waited for. */
export function takeAnswers(view, answers) {
  const news = answers.filter((answer) => !view.answered.has(answer.event) || answer.unsaved);
  for (const { event, unsaved } of news) if (!unsaved) view.answered.add(event);
  const before = view.unseen.length;
  view.unseen = view.unseen.filter((event) => !view.answered.has(event.id));
  view.unsaved = answers.find((answer) => answer.unsaved && view.unseen.some((event) => event.id === answer.event))?.unsaved ?? null;
  if (view.unseen.length < before) { view.isLate = false; store(view); beginWaiting(view); }
  showState(view);
  return news.filter((answer) => !answer.unsaved);
}

/** Take over what this or an earlier page of this browser has left unsaved of the coder in this catalog. */
export function recall(view) {
  const { data } = view, who = JSON.stringify([data.catalog, data.coder]);
  const came = view.who !== who;
  view.who = who;
  if (!came) return;
  const known = new Set([...view.unseen.map((event) => event.id), ...view.answered]);
  for (const [key, events] of left(view)) {
    const taken = events.filter((event) => (event.coder ?? null) === (data.coder ?? null) && !known.has(event.id));
    for (const event of taken) {
      known.add(event.id);
      const isVague = ["undo", "redo"].includes(event.do) && !event.batch; // what it was to take back is not known any more
      if (!isVague) view.unseen.push({ ...event, again: true });
    }
    if (key !== keyOf(view) && taken.length) put(key, events.filter((event) => !known.has(event.id)));
  }
  store(view);
  lookElsewhere(view);
  if (!view.unseen.length) { showState(view); return; }
  sendAll(view);
  beginWaiting(view);
  showState(view);
}

// What was left by others in this browser, or before anybody had said who codes: never sent as done by who codes now.
function lookElsewhere(view) {
  const { data, unseen, answered } = view, known = new Set([...unseen.map((event) => event.id), ...answered]);
  view.elsewhere = left(view).flatMap(([, events]) => events).filter((event) => !known.has(event.id));
}

/** After the server was away it knows nothing of what it was sent before. */
export function recover(view) {
  const { session } = view.data, isNew = view.session && view.session !== session;
  view.session = session;
  if (isNew && view.unseen.length) sendAll(view);
}

/** Whether an action may be sent for who is coding now: it is theirs, or was done before anybody said who they are. */
export function isOf(event, data) {
  return !event.coder || event.coder === data.coder;
}

function beginWaiting(view) {
  clearTimeout(view.patience);
  if (!view.unseen.length) return;
  view.patience = setTimeout(() => insist(view, isDrawing()), PATIENCE);
}

function insist(view, isQuiet = false) {
  if (!view.unseen.length || !view.root.isConnected) return;
  view.isLate = true;
  if (!isQuiet) sendAll(view);
  beginWaiting(view);
  showState(view);
}

// The bar above the text shows which of the three it is; what is not saved says so beside the text, too, until it is.
function showState(view) {
  const { unseen, root, data, elsewhere } = view;
  const mine = unseen.filter((event) => isOf(event, data)), isUnsaved = mine.length > 0 && Boolean(view.isLate || view.unsaved);
  document.documentElement.dataset.kbSaving = isUnsaved ? "unsaved" : mine.length ? "saving" : "saved";
  root.classList.toggle("kb-not-saved", isUnsaved);
  const nameless = elsewhere.filter((event) => !event.coder), others = elsewhere.filter((event) => event.coder);
  const retry = ["Try again now", () => insist(view)], close = ["Close", () => dismiss(view)];
  if (isUnsaved) fill(view, sentence(mine.length, view.unsaved), [retry]);
  else if (others.length) fill(view, ofOthers(others), [close]);
  else if (nameless.length && data.coder) {
    const take = [`Save as ${data.coder}`, () => settle(view, nameless, true)];
    fill(view, ofNobody(nameless), [take, ["Discard", () => settle(view, nameless, false)]]);
  } else fill(view, "", []);
}

function fill(view, text, buttons) {
  const box = view.root.querySelector(".kb-unsaved");
  box.hidden = !text;
  if (box.dataset.said === text) return;
  box.dataset.said = text;
  box.replaceChildren(make("span", text), ...buttons.map(([label, then]) => {
    const button = make("button", label);
    button.type = "button";
    button.addEventListener("click", then);
    return button;
  }));
  if (text) view.say(text);
}

function make(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}

function dismiss(view) {
  view.elsewhere = view.elsewhere.filter((event) => !event.coder);
  showState(view);
}

// What was done before anybody said who codes becomes the work of who says that it is theirs, or is let go.
function settle(view, events, isTaken) {
  const ids = new Set(events.map((event) => event.id)), { data } = view;
  for (const [key, kept] of left(view)) put(key, kept.filter((event) => !ids.has(event.id)));
  view.elsewhere = view.elsewhere.filter((event) => !ids.has(event.id));
  if (isTaken) view.unseen.push(...events.map((event) => ({ ...event, coder: data.coder, again: true })));
  store(view);
  sendAll(view);
  beginWaiting(view);
  showState(view);
}

const changes = (many) => (many === 1 ? "1 change" : `${many} changes`);

function sentence(many, reason) {
  const why = reason ? `${reason[0].toUpperCase()}${reason.slice(1).replace(/\.?$/u, ".")}` : "The app does not answer.";
  return `${changes(many)} not saved. ${why} Kept in this browser, and sent again until saved, also after you reload or come back.`;
}

function ofOthers(events) {
  const who = [...new Set(events.map((event) => event.coder))].join(", ");
  return `${changes(events.length)} by ${who} not saved yet. Choose ${who} in the header to save.`;
}

function ofNobody(events) {
  return `${changes(events.length)} not saved: made in this browser before anybody chose who is coding.`;
}

function keyOf({ data, storedAs }) {
  return `${storedAs} ${data.catalog} ${nonce}`;
}

function store(view) {
  put(keyOf(view), view.unseen);
}

function put(key, events) {
  try {
    if (events.length) localStorage.setItem(key, JSON.stringify(events));
    else localStorage.removeItem(key);
  } catch { /* full, or not allowed: then it is kept as long as the page is */ }
}

// All that is left in this browser of a catalog, by key.
function left({ data: { catalog }, storedAs }) {
  const found = [];
  try {
    for (const key of Object.keys(localStorage).filter((each) => each.startsWith(`${storedAs} ${catalog} `))) {
      const events = JSON.parse(localStorage.getItem(key));
      if (Array.isArray(events)) found.push([key, events]);
    }
  } catch { /* not readable: nothing is left */ }
  return found;
}
