import { createHash } from 'node:crypto';
import { headline } from './headline.ts';
import { html, trustedHtml } from './html.ts';
import { pageScript, pageStyle } from './page-assets.ts';
import type { ReportModel } from './report-model.ts';
import {
  completenessSection,
  flowLogSection,
  flowSections,
  pathSection,
  timelineSection,
  whatHappened,
} from './sections.ts';
import { verificationSection } from './verification-section.ts';
import { wordsSection } from './words-section.ts';

const sourceHash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing is loaded from anywhere, and nothing runs but this page's own script and style, by their hashes. */
const POLICY = [
  "default-src 'none'",
  `script-src ${sourceHash(pageScript)}`,
  `style-src ${sourceHash(pageStyle)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A case as one HTML file that needs nothing else: equal models give equal text. */
export const renderReport = (model: ReportModel): string => {
  const body = html`${headline(model)}<main>${[
    whatHappened(model),
    ...flowSections(model),
    pathSection(model),
    timelineSection(model),
    flowLogSection(model),
    completenessSection(model),
    wordsSection(),
    verificationSection(model),
  ]}</main><footer><p>Written by Flowtrap from the evidence of ${model.caseId}. Times are UTC.</p></footer>`;
  const hasTable = model.flows.length > 0;
  return html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trustedHtml(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${model.grade}: ${model.lead?.type ?? model.caseId}</title>
<style>${trustedHtml(pageStyle)}</style></head>
<body>${body}${hasTable ? html`<script>${trustedHtml(pageScript)}</script>` : undefined}</body></html>
`.markup;
};
