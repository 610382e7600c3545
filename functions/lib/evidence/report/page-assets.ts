import { readFileSync } from 'node:fs';

/** The page's style and its only script. A bundle has no files beside it, so bundling writes their text in here. */
export const pageStyle = readFileSync(new URL('page.css', import.meta.url), 'utf8');
export const pageScript = readFileSync(new URL('page.js', import.meta.url), 'utf8');
