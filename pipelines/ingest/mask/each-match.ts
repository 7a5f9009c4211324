/**
 * Calls `visit` for each match of a global expression. `matchAll` would copy the expression each time, which costs more
 * than a search in a short text.
 */
export function eachMatch(pattern: RegExp, text: string, visit: (match: RegExpExecArray) => void): void {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    if (match[0] === '') pattern.lastIndex++;
    visit(match);
  }
}
