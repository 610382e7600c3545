/** A block of shell commands in a page. */
export interface ShellBlock {
  /** The heading that it stands under. */
  readonly section: string;
  readonly script: string;
}

const HEADING = /^## (.+)$/;

/** Blocks of shell commands of a Markdown page, in its order. */
export const shellBlocks = (page: string): readonly ShellBlock[] => {
  const blocks: ShellBlock[] = [];
  let section = '';
  let open: string[] | undefined;
  for (const line of page.split('\n')) {
    if (open === undefined) section = HEADING.exec(line)?.[1] ?? section;
    if (open === undefined && line === '```sh') open = [];
    else if (open !== undefined && line === '```') {
      blocks.push({ section, script: open.join('\n') });
      open = undefined;
    } else open?.push(line);
  }
  return blocks;
};

/** The commands of a script without their comments, as one line. */
export const shortly = (script: string): string =>
  script
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .join('; ')
    .slice(0, 120);

/** The script as a person types it: each `<word>` is what a person knows by then.
 * @throws Error that names a word which nobody knows */
export const filledIn = (script: string, known: (word: string) => string | undefined): string =>
  script.replace(/<([A-Za-z]+)>/g, (_, word: string) => {
    const value = known(word);
    if (value === undefined || value === '') throw new Error(`nobody who follows the guide knows <${word}> here`);
    return value;
  });
