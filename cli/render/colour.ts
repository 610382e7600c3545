import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Paints for people, or leaves text as it is for pipes. */
export type Paint = (style: Style, text: string) => string;

export const painter =
  (colour: boolean): Paint =>
  (style, text) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
