import { visible } from '../../domain/visible-text.ts';

/** Markup that is safe to put into a page: made by `html` or vouched for by `trustedHtml`. */
export interface Html {
  readonly markup: string;
}

/** Longest piece of untrusted text that a report shows. */
const MOST_CHARACTERS = 500;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** The one HTML encoder: text for element content and quoted attributes. Characters that hide or reorder text are spelled
 * out, and long text is cut. */
export const htmlText = (text: string): string =>
  visible(text, MOST_CHARACTERS).replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');

/** Vouches for markup that our own code made without untrusted text. */
export const trustedHtml = (markup: string): Html => ({ markup });

type Value = string | number | Html | readonly Html[] | undefined;

const isHtml = (value: Html | readonly Html[]): value is Html => 'markup' in value;

const markupOf = (value: Value): string => {
  if (value === undefined) return '';
  if (typeof value === 'string') return htmlText(value);
  if (typeof value === 'number') return String(value);
  return isHtml(value) ? value.markup : value.map(({ markup }) => markup).join('');
};

/** Template of markup: every value goes through the encoder, except markup made by this very function. Attributes must be
 * in double quotes. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html =>
  trustedHtml(parts.map((part, index) => part + markupOf(values[index])).join(''));

/** JSON for a data block in a page: no character of it can end the block. */
export const jsonForScript = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
