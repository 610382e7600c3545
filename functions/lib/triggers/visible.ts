const MAX_SHOWN = 96;

const escaped = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** Untrusted text for a reason or a note: letters, digits and plain punctuation as they are, everything else as its code
 * point, and no more than a line's worth. Not an HTML or CSV encoder. */
export const visible = (text: string): string => {
  const characters = Array.from(text.slice(0, MAX_SHOWN));
  const shown = characters.map((character) => (/^[\w .:/!&@+()#-]$/.test(character) ? character : escaped(character)));
  return `${shown.join('')}${text.length > MAX_SHOWN ? '…' : ''}`;
};
