import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../functions/lib/domain/ids.ts';
import { verifyPackage } from '../../../functions/lib/evidence/verify-package.ts';
import { signingKeyFrom } from '../../../simulator/services/kms/signing-key.ts';
import { CASE_ID, plan } from '../evidence/fixtures.ts';
import { FLOWS, failuresOf, PAGE, ROUND_1, textOf } from './failures.ts';
import { closedPackage, pemOf, resealed, signingKey, sourceOf, withObject } from './package.ts';

describe('verifying a package', () => {
  it('holds as it was written, object by object', async () => {
    const files = await closedPackage();

    const { intact, keyFrom, checks, manifest } = await verifyPackage(sourceOf(files));

    expect({ intact, keyFrom, caseId: manifest?.caseId }).toEqual({
      intact: true,
      keyFrom: 'package',
      caseId: CASE_ID,
    });
    const objects = checks.filter(({ check }) => check === 'object').map(({ subject }) => subject);
    const unlisted = ['manifest.sig', 'public-key.pem'];
    expect(new Set(objects)).toEqual(new Set([...files.keys()].filter((name) => !unlisted.includes(name))));
  });

  it('holds with the key that the verifier trusts, and with a report beside it', async () => {
    const files = new Map([...(await closedPackage()), ['report.html', Buffer.from('a picture')]]);

    const { intact, keyFrom } = await verifyPackage(sourceOf(files), [pemOf(signingKey)]);

    expect({ intact, keyFrom }).toEqual({ intact: true, keyFrom: 'given' });
  });

  it('holds for a case that was refused', async () => {
    const files = await closedPackage({ plan: plan({ outcome: 'refused', reason: 'too broad', captures: [] }) }, {});

    expect(await failuresOf(files)).toEqual([]);
  });

  it('tells a wrong key from a forged package', async () => {
    const forger = signingKeyFrom(8);
    const forged = resealed(await closedPackage(), { gradeReason: 'nothing to see' }, forger);

    expect(await failuresOf(forged)).toEqual([]);
    expect(await failuresOf(forged, pemOf(signingKey))).toEqual([
      'signature manifest.sig: does not sign this manifest.json with this key',
      'key public-key.pem: is not the key that you gave: another key signed, or the file was replaced',
    ]);
    expect(await failuresOf(forged, 'no key')).toEqual(['key the given key: is not a public key in PEM form']);
  });

  it('says in one line that a manifest is of a later form', async () => {
    const files = resealed(await closedPackage(), { schema: 'flowtrap-manifest/2' });

    expect(await failuresOf(files)).toEqual([
      'schema manifest.json: has the form flowtrap-manifest/2, which this version does not know: use a newer Flowtrap',
    ]);
  });

  it.each([
    ['missing', undefined, 'is missing: this is no evidence package, or not all of it'],
    ['cut', '{"schema":"flow', 'is not JSON: the file is damaged'],
    ['of something else', '[]', 'names no schema: it is no manifest'],
    ['incomplete', '{"schema":"flowtrap-manifest/1"}', 'caseId is missing, allowed: text'],
  ])('says in one line that the manifest is %s', async (_, text, detail) => {
    const files = new Map([...(await closedPackage())].filter(([name]) => name !== 'manifest.json'));
    if (text !== undefined) files.set('manifest.json', Buffer.from(text));

    const [first = ''] = await failuresOf(files);

    expect(first).toContain(detail);
  });

  it('names a missing object, a changed one and one that is not listed', async () => {
    const files = new Map([...(await closedPackage()), ['more.txt', Buffer.from('x')]]);
    files.delete(FLOWS);
    files.set(PAGE, Buffer.from(textOf(files, PAGE).replace('500', '501')));

    expect(await failuresOf(files)).toEqual([
      `object ${FLOWS}: is missing`,
      `object ${PAGE}: has other content than the manifest says (SHA-256 differs)`,
      'unlisted more.txt: is not listed in the manifest',
    ]);
  });

  it('reads no object outside the package', async () => {
    const files = await closedPackage();
    const outside = [
      '../../etc/passwd',
      `cases/${CASE_ID}/../../x`,
      `cases/c-${'1'.repeat(40)}/plan.json`,
      '/etc/passwd',
    ];
    const read: string[] = [];
    const objects = outside.toSorted().map((key) => ({ key, sha256: sha256Hex(''), sizeBytes: 0 }));
    const source = sourceOf(resealed(files, { objects }));

    const { checks } = await verifyPackage({
      ...source,
      read: (name) => {
        read.push(name);
        return source.read(name);
      },
    });

    expect(checks.filter(({ detail }) => detail === 'the key does not belong to this case')).toHaveLength(4);
    expect(read).toEqual(['manifest.json', 'manifest.sig', 'public-key.pem']);
  });
});

describe('verifying a package whose producer lies', () => {
  it.each([
    ['fewer flows', { flowCount: 2 }, 'counts flowCount: 3 flows joined over the rounds, the manifest says 2'],
    ['another grade', { grade: 'EMPTY' }, 'grade EMPTY: '],
    ['another policy', { policySha256: sha256Hex('other') }, 'digests policySha256: no object has the digest'],
    ['another trigger', { triggerSha256: sha256Hex('other') }, 'digests triggerSha256: no object has the digest'],
    ['an earlier trigger', { triggerAtMs: 0 }, 'completeness lag: '],
    [
      'a manifest before it',
      { previousManifestSha256: sha256Hex('gone') },
      'chain manifest.json: names two manifests before it',
    ],
  ])('notices %s in a manifest that is signed all the same', async (_, changes, expected) => {
    const found = await failuresOf(resealed(await closedPackage(), changes));

    expect(found.some((line) => line.startsWith(expected))).toBe(true);
  });

  it.each([
    ['pages', 'counts pages'],
    ['unreadableRows', 'completeness rows'],
    ['foreignFlows', 'completeness rows'],
  ])('notices a wrong number of %s', async (member, expected) => {
    const files = await closedPackage();
    const completeness = { ...JSON.parse(textOf(files, 'manifest.json')).completeness, [member]: 9 };

    const found = await failuresOf(resealed(files, { completeness }));

    expect(found.map((line) => line.split(':')[0])).toContain(expected);
  });

  it('notices a flow that is on no page', async () => {
    const files = await closedPackage();
    const line = '{"source":"10.0.1.10","destination":"192.0.2.1","protocol":6,"ageSeconds":1,"packets":1,"bytes":1}\n';

    const found = await failuresOf(withObject(files, FLOWS, gzipSync(line)));

    expect(found).toContain(`counts ${ROUND_1}: the flows file has a flow that is on no page`);
  });

  it('notices a row that the flows file lacks', async () => {
    const files = await closedPackage();
    const page = JSON.parse(textOf(files, PAGE));
    const more = Buffer.from(JSON.stringify({ Flows: [...page.Flows, page.Flows[0]] }));

    expect(await failuresOf(withObject(files, PAGE, more))).toContain(
      `counts ${ROUND_1}: 5 rows on 2 pages, the manifest says 4`,
    );
  });

  it("notices a case's flow that the rounds do not give", async () => {
    const files = await closedPackage();
    const line = '{"source":"10.0.1.10","destination":"192.0.2.1","protocol":6,"ageSeconds":1,"packets":1,"bytes":1}\n';

    expect(await failuresOf(withObject(files, 'flows.ndjson.gz', gzipSync(line.repeat(3))))).toContain(
      'counts flows.ndjson.gz: 3 flows do not follow from the rounds',
    );
  });

  it.each([
    ['state', 'new'],
    ['direction', 'inbound'],
    ['matched', `f-${'0'.repeat(16)}`],
    ['sourceInterfaceId', 'eni-0b2'],
    ['service', 'ssh'],
    ['protocolName', 'UDP'],
    ['lastSeenMs', 1],
    ['bytes', 501],
  ])("notices a case's flow with another %s", async (member, value) => {
    const files = await closedPackage();
    const [first = '', ...rest] = gunzipSync(files.get('flows.ndjson.gz') ?? '')
      .toString('utf8')
      .split('\n');
    const lines = [JSON.stringify({ ...JSON.parse(first), [member]: value }), ...rest].join('\n');

    expect(await failuresOf(withObject(files, 'flows.ndjson.gz', gzipSync(lines)))).toEqual([
      'counts flows.ndjson.gz: 1 flows do not follow from the rounds',
    ]);
  });

  it('does not hold against a package that its services have no names', async () => {
    const files = await closedPackage();
    const lines = gunzipSync(files.get('flows.ndjson.gz') ?? '').toString('utf8');
    const unnamed = lines.replaceAll(',"service":"https"', '');

    expect(unnamed).not.toBe(lines);
    expect(await failuresOf(withObject(files, 'flows.ndjson.gz', gzipSync(unnamed)))).toEqual([]);
  });

  it.each([FLOWS, 'flows.ndjson.gz', PAGE])('survives a %s that is no such file', async (name) => {
    const found = await failuresOf(withObject(await closedPackage(), name, Buffer.from('neither')));

    expect(found.some((line) => line.endsWith('cannot be read, though its hash is right'))).toBe(true);
  });
});
