import { readFile } from 'node:fs/promises';
import { readTrigger } from '../../functions/lib/triggers/read-trigger.ts';
import { flag, type Io, type OptionValues, textOption, UsageError } from '../command.ts';

const text = { type: 'string' as const };
const texts = { type: 'string' as const, multiple: true as const };

/** The members of a request that options give. */
export const requestOptions = {
  subject: texts,
  peer: texts,
  port: texts,
  protocol: texts,
  direction: text,
  reason: text,
  severity: text,
  account: text,
  region: text,
  rounds: text,
  'round-interval': text,
  'minimum-flow-age': text,
  'no-flow-logs': { type: 'boolean' as const },
};

export const requestHelp: Readonly<Record<keyof typeof requestOptions, string>> = {
  subject: 'whose flows: an interface, instance or address of yours; may be given again',
  peer: 'with whom: an address or CIDR; may be given again',
  port: 'a port, or a range such as 5985:5986; may be given again',
  protocol: 'tcp, udp, icmp or a number; may be given again',
  direction: 'inbound, outbound or unknown, seen from the subject',
  reason: 'why, for the record; another reason makes another case',
  severity: '0 to 10; who waits for the same firewall goes by it',
  account: "the subject's account, where its address alone does not tell",
  region: "the subject's Region",
  rounds: 'how often to capture, instead of what the policy says',
  'round-interval': 'seconds from one round to the next',
  'minimum-flow-age': 'seconds that a flow must have lasted',
  'no-flow-logs': 'leave VPC flow logs alone',
};

/** Options that are members of the request, by their names there. */
const renamed: Readonly<Record<string, string>> = {
  subject: 'subjects',
  peer: 'peers',
  port: 'ports',
  protocol: 'protocols',
  'round-interval': 'roundIntervalSeconds',
  'minimum-flow-age': 'minimumFlowAgeSeconds',
};

const numeric = new Set(['port', 'protocol', 'severity', 'rounds', 'round-interval', 'minimum-flow-age']);

/** A number where digits alone are written; anything else stays for the request's own check to refuse. */
const member = (name: string, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((one) => member(name, one));
  return numeric.has(name) && typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
};

const given = (values: OptionValues): readonly string[] =>
  Object.keys(requestOptions).filter((name) => values[name] !== undefined);

const fromOptions = (values: OptionValues): string => {
  const members = given(values)
    .filter((name) => name !== 'no-flow-logs')
    .map((name) => [renamed[name] ?? name, member(name, values[name])]);
  const flowLogs = flag(values, 'no-flow-logs') ? { flowLogs: false } : {};
  return JSON.stringify({ source: 'manual', ...Object.fromEntries(members), ...flowLogs });
};

const fromFile = async (path: string, io: Io): Promise<string> => {
  if (path === '-') return await io.stdin();
  return await readFile(path, 'utf8').catch(() => {
    throw new UsageError(`cannot read ${path}`);
  });
};

/** The request as JSON text, checked as `respond` itself will check it.
 * @throws UsageError that names every member at fault */
export const readRequest = async (positionals: readonly string[], values: OptionValues, io: Io): Promise<string> => {
  const [path, ...more] = positionals;
  if (more.length > 0) throw new UsageError('name one file, or - for standard input');
  if (path !== undefined && given(values).length > 0)
    throw new UsageError(`a file says everything itself: leave --${given(values)[0]} out, or the file`);
  if (path === undefined && textOption(values, 'reason') === undefined)
    throw new UsageError('name a file, or say --subject and --reason');
  const request = path === undefined ? fromOptions(values) : await fromFile(path, io);
  const reading = readTrigger(request);
  if (reading.outcome !== 'lead') throw new UsageError(reading.reason);
  return request;
};
