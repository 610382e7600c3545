import { readFile } from 'node:fs/promises';
import { readTrigger } from '../../functions/lib/triggers/read-trigger.ts';
import { flag, type Io, type OptionValues, textOption, UsageError } from '../command.ts';
import { textOfBytes } from '../text-of-bytes.ts';

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
  case: text,
  event: text,
  'run-drill': { type: 'boolean' as const },
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
  rounds: 'how often to capture, instead of what the policy says; with --case, how often more',
  'round-interval': 'seconds from one round to the next',
  'minimum-flow-age': 'seconds that a flow must have lasted',
  'no-flow-logs': 'leave VPC flow logs alone',
  case: 'a closed case: opens it again, and its own captures run further rounds',
  event: 'a file with an event, or - for standard input: handed over as it is, instead of --subject',
  'run-drill': 'with --event: run a sample finding end to end, which policy only plans',
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

/** Options that say something else than a member of their own name. */
const special: ReadonlySet<string> = new Set(['no-flow-logs', 'event', 'run-drill']);

const fromFile = async (path: string, io: Io): Promise<string> => {
  if (path === '-') return await io.stdin();
  return await readFile(path)
    .then(textOfBytes)
    .catch(() => {
      throw new UsageError(`cannot read ${path}`);
    });
};

/** The event that is handed over. */
const eventFrom = async (path: string, io: Io): Promise<unknown> => {
  const content = await fromFile(path, io);
  try {
    return JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch {
    throw new UsageError(`${path} is not JSON: --event takes one event`);
  }
};

/** A case is opened again as often as somebody asks, so its reason need not tell one request from another. */
const DEFAULT_REASON = 'opened again by hand';

const fromOptions = async (values: OptionValues, io: Io): Promise<string> => {
  const members = given(values)
    .filter((name) => !special.has(name))
    .map((name) => [renamed[name] ?? name, member(name, values[name])]);
  const path = textOption(values, 'event');
  return JSON.stringify({
    source: 'manual',
    ...(values.case === undefined ? {} : { reason: DEFAULT_REASON }),
    ...Object.fromEntries(members),
    ...(flag(values, 'no-flow-logs') ? { flowLogs: false } : {}),
    ...(flag(values, 'run-drill') ? { runDrill: true } : {}),
    ...(path === undefined ? {} : { event: await eventFrom(path, io) }),
  });
};

/** What options say together that makes no sense. */
const contradictionIn = (path: string | undefined, values: OptionValues): string | undefined => {
  const [first] = given(values);
  if (path !== undefined && first !== undefined)
    return `a file says everything itself: leave --${first} out, or the file`;
  if (path === undefined && textOption(values, 'reason') === undefined && values.case === undefined)
    return 'name a file, or say --subject and --reason, --event and --reason, or --case';
  return flag(values, 'run-drill') && textOption(values, 'event') === undefined
    ? '--run-drill runs a sample finding: name it with --event'
    : undefined;
};

/** The request as JSON text, checked as `respond` itself will check it.
 * @throws UsageError that names every member at fault */
export const readRequest = async (positionals: readonly string[], values: OptionValues, io: Io): Promise<string> => {
  const [path, ...more] = positionals;
  if (more.length > 0) throw new UsageError('name one file, or - for standard input');
  const contradiction = contradictionIn(path, values);
  if (contradiction !== undefined) throw new UsageError(contradiction);
  const request = path === undefined ? await fromOptions(values, io) : await fromFile(path, io);
  const reading = readTrigger(request);
  if (reading.outcome !== 'lead') throw new UsageError(reading.reason);
  return request;
};
