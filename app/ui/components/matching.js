// One rule for finding a code by what is typed, in the code picker, in fields and in lists: every word typed must be
// found. The whole name counts most, then its beginning, the beginning of a word, and letters that stand together.

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const isLetter = (character) => /[\p{L}\p{N}]/u.test(character ?? "");

function together(name, word) {
  let at = name.indexOf(word), begins = at;
  if (at < 0) return null;
  while (begins > 0 && isLetter(name[begins - 1])) begins = name.indexOf(word, begins + 1);
  if (begins >= 0) at = begins;
  return { score: begins >= 0 ? 60 : 40, at: Array.from(word, (_, i) => at + i) };
}

// Letters in this order, with others between them: shown last, and never taken by Enter.
function scattered(name, word) {
  const found = [];
  let from = 0, score = 20;
  for (const letter of word) {
    const next = name.indexOf(letter, from);
    if (next < 0) return null;
    score -= next === 0 || !isLetter(name[next - 1]) || next === from ? 0 : 3;
    found.push(next);
    from = next + 1;
  }
  return score > 0 && word.length > 1 ? { score, at: found, isLoose: true } : null;
}

/** How well a name fits: {score, at (indexes of the letters found), isLoose}, or null if it does not. */
export function fits(name, query) {
  const within = plain(name), typed = plain(query).trim(), same = within.length === name.length;
  let score = typed === within ? 2000 : typed && within.startsWith(typed) ? 1000 : 0, isLoose = false;
  const at = new Set();
  for (const word of typed.split(/[\s_-]+/u).filter(Boolean)) {
    const found = together(within, word) ?? scattered(within, word);
    if (!found) return null;
    score += found.score;
    isLoose ||= Boolean(found.isLoose);
    if (same) found.at.forEach((index) => at.add(index));
  }
  return { score: score - name.length / 50 - (isLoose ? 500 : 0), at, isLoose };
}

/** The code that somebody may mean who is about to make a new one: the same words in another order, form or with a slip. */
export function nearest(codes, name) {
  const words = (text) => plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean).map((word) => (word.length > 3 ? word.replace(/s$/u, "") : word));
  const wanted = words(name), key = [...wanted].sort().join(" "), whole = wanted.join("");
  let best = null, least = Infinity;
  for (const code of codes) {
    const own = words(code.name), most = Math.max(1, Math.floor(Math.min(whole.length, own.join("").length) / 5));
    const apart = [...own].sort().join(" ") === key ? 0 : distance(whole, own.join(""), most);
    if (apart <= most && apart < least) { best = code.name; least = apart; }
  }
  return best;
}

// How many letters must be changed, added or left out; more than `most` is only "more".
function distance(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[other.length];
}

/** The codes that fit: the best first, recent ones (they are what one is coding with) before others, then by use. */
export function findCodes(codes, query, recent = [], limit = 60) {
  const rank = new Map(recent.map((name, index) => [name, index]));
  const found = [];
  for (const code of codes) {
    const fit = query.trim() ? fits(code.name, query) : { score: 0, at: new Set(), isLoose: false };
    if (!fit) continue;
    const lately = rank.has(code.name) ? (query.trim() ? 15 : 100 - rank.get(code.name)) : 0;
    found.push({ code, at: fit.at, score: fit.score + lately, isLoose: fit.isLoose });
  }
  found.sort((a, b) => b.score - a.score || (b.code.count ?? 0) - (a.code.count ?? 0) || a.code.name.localeCompare(b.code.name));
  return found.slice(0, limit);
}
