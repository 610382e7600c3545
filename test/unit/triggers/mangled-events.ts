import fc from 'fast-check';
import { alarmEvent, asffEvent, firewallRecord, guardDutyEvents, ocsfEvent } from './sample-events.ts';
import { eventFor, unseenEvents } from './unseen-events.ts';

/** Texts that no address, port or name should be. */
export const hostile = [
  `\${malicious_ip}`,
  '0.0.0.0/0',
  '::/0',
  'ANY',
  '::ffff:10.0.0.1',
  '0300.0.2.1',
  '10.0.0.1/8',
  'fe80::1%eth0',
  '10.0.0.1\n',
  '１0.0.0.1',
  '0:65535',
  '443,80',
  '-1',
  '65536',
  '1e3',
  '0x50',
  '\u2028',
  '\u202e',
  '\u0000',
  '<script>',
  '=cmd()',
  '__proto__',
  'constructor',
  'a'.repeat(5_000),
  '198.51.100.9',
  '2001:db8::9',
  '443',
  '{"a":1}',
  '[[[[',
  'true',
  '',
  ' ',
];

const value = fc.oneof(
  fc.constantFrom<unknown>(...hostile),
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 65_536, 1e308, Number.MAX_SAFE_INTEGER),
  fc.constantFrom<unknown>([], {}, [[]], [null], { ip: '10.0.0.1' }, { ipAddressV4: ['10.0.0.1'] }),
  fc.string(),
);

type Change = 'drop' | 'replace' | 'nest' | 'wrap' | 'repeat';

/** Paths of every member and element, so that a change may hit any of them. */
const pathsOf = (root: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof root === 'object' && root !== null
    ? Object.entries(root).flatMap(([name, inner]) => [[...path, name], ...pathsOf(inner, [...path, name])])
    : [];

const changed = (old: unknown, change: Change, put: unknown): unknown => {
  if (change === 'nest') return { value: old, [String(put).slice(0, 40)]: put };
  if (change === 'wrap') return [old, put];
  if (change === 'repeat') return Array.isArray(old) ? [...old, ...old, put] : [old, old];
  return put;
};

const mangle = (root: unknown, [head, ...rest]: readonly string[], change: Change, put: unknown): unknown => {
  if (head === undefined || typeof root !== 'object' || root === null) return root;
  const entries = Object.entries(root).flatMap(([name, inner]): [string, unknown][] => {
    if (name !== head) return [[name, inner]];
    if (rest.length > 0) return [[name, mangle(inner, rest, change, put)]];
    return change === 'drop' ? [] : [[name, changed(inner, change, put)]];
  });
  return Array.isArray(root) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
};

const events: readonly unknown[] = [
  ...guardDutyEvents,
  asffEvent,
  ocsfEvent,
  alarmEvent,
  firewallRecord,
  ...unseenEvents.filter(({ wrap }) => wrap === undefined).map(eventFor),
];

/** An event of any form with one to five members dropped, replaced, nested, wrapped or repeated. */
export const mangledEvent = fc
  .tuple(
    fc.constantFrom(...events),
    fc.array(
      fc.tuple(fc.nat(), fc.constantFrom<Change>('drop', 'replace', 'replace', 'nest', 'wrap', 'repeat'), value),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([event, changes]) =>
    changes.reduce<unknown>((current, [pick, change, put]) => {
      const paths = pathsOf(current);
      return paths.length === 0 ? current : mangle(current, paths[pick % paths.length] ?? [], change, put);
    }, event),
  );
