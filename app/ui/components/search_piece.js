// What is being typed in a search field: the piece at the caret, and what it can be completed to. It follows the
// grammar of kb/queries/syntax: code:name, speaker:"P 7", and bare words, which may also name a code or a field.

const ASKED = /(?:^|[\s(-])([a-z]+):\s*(?:"([^"]*)|([^\s()"]*))$/iu;
const BARE = /(?:^|[\s(])-?([^\s()":-][^\s()":]*)$/u;
const IN_QUOTES = /^(?:[^"]*"[^"]*")*[^"]*"[^"]*$/u;

/** The piece of a search before the caret: {typed, from, field}; null where there is nothing to complete. */
export function pieceOf(text, caret, fields) {
  const before = text.slice(0, caret), asked = before.match(ASKED);
  if (asked && fields.includes(asked[1].toLowerCase())) {
    const typed = asked[2] ?? asked[3];
    return { typed, field: asked[1].toLowerCase(), from: caret - typed.length - (asked[2] === undefined ? 0 : 1) };
  }
  const bare = IN_QUOTES.test(before) ? null : before.match(BARE);
  return bare && bare[1].length > 1 ? { typed: bare[1], field: null, from: caret - bare[1].length } : null;
}

/** The text with a value in the place of a piece, and where the caret then stands. */
export function completed(text, caret, piece, value, field) {
  const rest = text.slice(caret).replace(/^"/u, ""), head = piece.field ? "" : `${field}:`;
  const plain = /^[^\s()":-][^\s()":*]*$/u.test(value) ? value : `"${value}"`;
  const begin = `${text.slice(0, piece.from)}${head}${plain} `;
  return { text: begin + rest.replace(/^\s+/u, ""), caret: begin.length };
}
