const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Index behind the string that opens at `start`. */
const behindString = (text: string, start: number): number => {
  let index = start + 1;
  while (index < text.length && text.charCodeAt(index) !== QUOTE) {
    index += text.charCodeAt(index) === BACKSLASH ? 2 : 1;
  }
  return index + 1;
};

/** Index behind the object that opens at `start`; undefined where it does not close. */
const behindObject = (text: string, start: number): number | undefined => {
  let open = 0;
  for (let index = start; index < text.length; ) {
    const character = text[index];
    if (character === '{') open += 1;
    if (character === '}') open -= 1;
    if (open === 0) return index + 1;
    index = character === '"' ? behindString(text, index) : index + 1;
  }
  return undefined;
};

/** Objects one after the other, with nothing but white space between them; undefined for any other text. */
const objectsIn = (text: string): readonly string[] | undefined => {
  const found: string[] = [];
  for (let index = 0; index < text.length; ) {
    if (/\s/.test(text[index] ?? '')) {
      index += 1;
      continue;
    }
    const end = text[index] === '{' ? behindObject(text, index) : undefined;
    if (end === undefined) return undefined;
    found.push(text.slice(index, end));
    index = end;
  }
  return found;
};

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');

/** The JSON documents of a text: one, or objects one after the other as Firehose and `jq -c` write them, or one a line
 * where the first line is one. Lines that are none stay, so that nothing is lost in silence. */
export const jsonDocuments = (raw: string): readonly string[] => {
  const text = raw.replace(/^\uFEFF/, '');
  if (isJson(text)) return [text];
  const objects = objectsIn(text);
  if (objects !== undefined && objects.length > 1) return objects;
  const lines = linesOf(text);
  return lines.length > 1 && isJson(lines[0] ?? '') ? lines : [text];
};
