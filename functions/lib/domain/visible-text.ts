/** Control characters, line and paragraph separators, bidirectional controls, zero-width and tag characters: whatever
 * could move a cursor, forge a line or hide text. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu;

const escaped = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** Untrusted text as one harmless line: hidden characters are spelled out, and the rest is kept as it is.
 * @param length characters kept at the most */
export const visible = (text: string, length = 500): string => {
  const shown = text.replace(HIDDEN, escaped);
  return shown.length > length ? `${shown.slice(0, length - 1)}…` : shown;
};
