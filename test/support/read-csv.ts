/** Reads CSV by RFC 4180, character by character. The proof `lake` reads the same strings with another library. */
export const readCsv = (text: string): readonly (readonly string[])[] => {
  const rows: string[][] = [['']];
  let isQuoted = false;
  const write = (character: string) => {
    const row = rows.at(-1) ?? [];
    row[row.length - 1] += character;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (isQuoted && character === '"' && text[at + 1] === '"') {
      write('"');
      at += 1;
    } else if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) write(character);
    else if (character === ',') rows.at(-1)?.push('');
    else if (character === '\r' && text[at + 1] === '\n') {
      rows.push(['']);
      at += 1;
    } else write(character);
  }
  return rows.slice(0, -1);
};
