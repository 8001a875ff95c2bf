// The search: words are looked up in small scripts, since a page from a folder may fetch nothing else.
// What is a word, and in which file it is, is as kb/report/site/search_index.py says.
"use strict";
const kbSearch = (() => {
  const PER_FILE = 250, AT_ONCE = 25, SIGNS = 64;
  const UNSPACED = "[\\u0e00-\\u0eff\\u1000-\\u109f\\ua9e0-\\ua9ff\\uaa60-\\uaa7f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff"
    + "\\u31f0-\\u31ff\\uff66-\\uff9f\\u3100-\\u312f\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{323af}"
    + "\\u1100-\\u11ff\\u3130-\\u318f\\uac00-\\ud7af]";
  const unspaced = new RegExp(UNSPACED, "gu"), begins = new RegExp(`^${UNSPACED}`, "u"), word = /[\p{L}\p{N}]+/gu;
  const loaded = new Map(), indexed = new Map(), blocks = new Map();
  let head = null, files = null, turn = 0;

  const folded = (text) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").normalize("NFC").toLowerCase();
  const wordsOf = (text) => folded(text).replace(unspaced, " $& ").match(word) || [];
  const fileOf = (each) => {
    const letters = Array.from(each);
    if (begins.test(each)) return `t-u${Math.floor(letters[0].codePointAt(0) / SIGNS).toString(16)}`;
    return `t-${letters.slice(0, 2).map((letter) => letter.codePointAt(0).toString(16)).join("-")}`;
  };

  const load = (name) => {
    if (!loaded.has(name)) {
      loaded.set(name, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = `search/${name}.js`;
        script.onload = done;
        script.onerror = failed;
        document.head.append(script);
      }));
    }
    return loaded.get(name);
  };

  const numbers = (steps) => {
    let at = 0;
    return steps.split(" ").map((step) => (at += parseInt(step, 36)));
  };

  async function having(start) {
    const name = fileOf(start);
    if (!files.has(name)) return new Set();
    await load(name);
    const found = new Set();
    for (const [each, steps] of Object.entries(indexed.get(name))) {
      if (each.startsWith(start)) for (const number of numbers(steps)) found.add(number);
    }
    return found;
  }

  async function quotesWith(words) {
    let found = null;
    for (const each of [...new Set(words)].sort((a, b) => b.length - a.length)) {
      const here = await having(each);
      found = found ? found.filter((number) => here.has(number)) : [...here];
      if (!found.length) break;
    }
    return (found || []).sort((a, b) => a - b);
  }

  const element = (name, given, ...inside) => {
    const made = Object.assign(document.createElement(name), given);
    made.append(...inside);
    return made;
  };

  // The words that were asked for, marked as they stand in the text.
  function marked(text, words) {
    const parts = [];
    let at = 0;
    for (const match of text.matchAll(/[\p{L}\p{N}\p{Mn}]+/gu)) {
      const own = wordsOf(match[0]);
      if (own.some((each) => words.some((wanted) => each.startsWith(wanted)))) {
        parts.push(text.slice(at, match.index), element("mark", {}, match[0]));
        at = match.index + match[0].length;
      }
    }
    return [...parts, text.slice(at)];
  }

  function entriesWith(words) {
    const scored = [];
    for (const entry of head.entries) {
      const [, title, statement] = entry;
      const inTitle = wordsOf(title), inAll = [...inTitle, ...wordsOf(statement)];
      const has = (where) => words.every((wanted) => where.some((each) => each.startsWith(wanted)));
      if (has(inAll)) scored.push([has(inTitle) ? 0 : 1, -entry[4], entry]);
    }
    return scored.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((each) => each[2]);
  }

  async function quote(number) {
    const file = Math.floor(number / PER_FILE);
    await load(`q-${file}`);
    return blocks.get(file)[number % PER_FILE];
  }

  function shownQuote([document_, paragraph, code, role, words], asked) {
    const [label, address] = head.documents[document_];
    const place = element("a", { href: `${address}.html#p${paragraph}` }, `${label}, ¶ ${paragraph}`);
    const [name, page] = head.codes[code];
    const link = element("a", { href: `${page}.html` }, name);
    return element("blockquote", {}, element("p", {}, ...marked(words, asked)),
      element("cite", {}, place, ` · ${role} · `, link));
  }

  async function search(text) {
    const mine = ++turn;
    const [status, entries, quotes, more] = ["status", "entries", "quotes", "more"].map((id) => document.getElementById(id));
    const words = wordsOf(text);
    const phrases = [...text.matchAll(/["“„]([^"”“]+)["”“]/g)].map((match) => ` ${wordsOf(match[1]).join(" ")}`);
    await Promise.all([load("head"), load("files")]);
    const found = words.length ? entriesWith(words) : [], places = words.length ? await quotesWith(words) : [];
    if (mine !== turn) return;
    entries.replaceChildren();
    quotes.replaceChildren();
    more.hidden = true;
    status.textContent = "";
    if (!words.length) return;
    if (found.length) {
      entries.append(element("h2", {}, `In the codebook: ${found.length}`), element("ul", {}, ...found.slice(0, AT_ONCE).map(
        ([, title, statement, address, interviews]) => element("li", {}, element("a", { href: `${address}.html` }, ...marked(title, words)),
          " ", element("span", { className: "meta" }, `${interviews} interview${interviews === 1 ? "" : "s"}`), statement ? ` ${statement.slice(0, 160)}` : ""))));
    }
    let at = 0, shown = 0;
    const next = async () => {
      for (let until = shown + AT_ONCE; at < places.length && shown < until; at += 1) {
        const each = await quote(places[at]);
        if (mine !== turn) return;
        const whole = phrases.length ? ` ${wordsOf(each[4]).join(" ")}` : "";
        if (!phrases.every((phrase) => whole.includes(phrase))) continue;
        if (!shown) quotes.append(element("h2", {}, "In quotes"));
        quotes.append(shownQuote(each, words));
        shown += 1;
      }
      more.hidden = at >= places.length;
      const all = phrases.length && at < places.length ? "more" : places.length;
      status.textContent = !shown && !found.length ? `Nothing has ${words.length > 1 ? "all of these words" : "this word"}.`
        : places.length ? `${shown} of ${phrases.length && at >= places.length ? shown : all} quotes shown` : "";
    };
    more.querySelector("button").onclick = next;
    await next();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const field = document.getElementById("q");
    field.value = new URLSearchParams(location.search).get("q") || "";
    let waiting = 0;
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => search(field.value), 150);
    });
    search(field.value);
    if (!field.value) field.focus();
  });

  return {
    head: (value) => { head = value; },
    files: (value) => { files = new Set(value); },
    words: (name, value) => indexed.set(name, value),
    quotes: (number, value) => blocks.set(number, value),
  };
})();
