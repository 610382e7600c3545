import { revisionName } from '../revisions.ts';
import { type Html, html } from './html.ts';
import { bytesText } from './numbers.ts';
import { facts, note, section } from './page-parts.ts';
import type { ReportModel } from './report-model.ts';

/** Files as the manifest lists them, in the words of `sha256sum --check`. */
const LISTED = '\'.caseId as $case | .objects[] | "\\(.sha256)  \\(.key | ltrimstr("cases/\\($case)/"))"\'';

const withoutFlowtrap = (revision: number): readonly (readonly [shows: string, command: string])[] => {
  const manifest = revisionName(revision, 'manifest.json');
  const signature = revisionName(revision, 'manifest.sig');
  return [
    ['1. Who signed the list', `openssl dgst -sha256 -verify ../trusted-key.pem -signature ${signature} ${manifest}`],
    ['2. That it is the list from which this page was made', `sha256sum ${manifest}`],
    ['3. Each object that it names', `jq -r ${LISTED} ${manifest} | sha256sum --check`],
  ];
};

const before = (revision: number): Html | undefined =>
  revision > 1
    ? note(
        'The case was opened again: each manifest names the SHA-256 of the one before it, as previousManifestSha256, and lists it with its signature. Check that signature with the key of its own time.',
      )
    : undefined;

const steps = (revision: number): Html =>
  html`<p>Without Flowtrap, in the folder of the package, with the key beside that folder:</p>${withoutFlowtrap(
    revision,
  ).map(
    ([shows, command]) => html`<p class="muted">${shows}</p><pre>${command}</pre>`,
  )}${before(revision)}<p>With Flowtrap, which also counts the flows again from the pages as received:</p><pre>flowtrap verify . --key ../trusted-key.pem</pre>`;

/** How anybody checks the evidence that this page shows. */
export const verificationSection = ({ evidence }: ReportModel): Html =>
  section(
    'Check this evidence',
    html`<p>This page is a picture of the evidence and no evidence itself. The manifest lists every object with its SHA-256, and its signature covers the manifest. Take the public key from the key's owner, not from the package.</p>${
      evidence.keyId === undefined
        ? note('The manifest is not signed: nobody vouches for this evidence.')
        : steps(evidence.revision)
    }${facts([
      ['Revision', evidence.revision],
      ['SHA-256 of manifest.json', html`<span class="id">${evidence.manifestSha256}</span>`],
      ['Signing key', evidence.keyId === undefined ? 'none' : html`<span class="id">${evidence.keyId}</span>`],
      ['Objects', `${evidence.objects}, ${bytesText(evidence.sizeBytes)}`],
      ['SHA-256 of the policy', html`<span class="id">${evidence.policySha256}</span>`],
      ['Code', html`<span class="id">${evidence.codeDigest}</span>`],
    ])}`,
  );
