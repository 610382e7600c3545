import type { Lead, Problem } from '../../domain/lead.ts';
import { type Checked, given, problemAt, type Raw, under } from './checked.ts';
import { readCreateFlowLogs } from './create-flow-logs.ts';
import { readStartFlowCapture } from './start-flow-capture.ts';

/** Verbatim calls of each kind that one request may hold. */
const MAX_CALLS = 10;

interface Calls<T> {
  readonly values: readonly T[];
  readonly problems: readonly Problem[];
}

/** Reads one call or a list of calls. Paths tell which: `startFlowCapture`, or `startFlowCapture[1]`. */
const readCalls = <T>(raw: Raw, member: string, read: (value: unknown) => Checked<T>): Calls<T> => {
  if (!given(raw, member)) return { values: [], problems: [] };
  const value = raw[member];
  if (!Array.isArray(value)) {
    const one = read(value);
    return 'value' in one
      ? { values: [one.value], problems: [] }
      : { values: [], problems: under(member, one.problems) };
  }
  if (value.length < 1 || value.length > MAX_CALLS)
    return {
      values: [],
      problems: [problemAt(raw, member, `an object, or a list of 1 to ${MAX_CALLS}`, 'not allowed')],
    };
  const readings = value.map((item: unknown) => read(item));
  return {
    values: readings.flatMap((reading) => ('value' in reading ? [reading.value] : [])),
    problems: readings.flatMap((reading, index) =>
      'problems' in reading ? under(`${member}[${index}]`, reading.problems) : [],
    ),
  };
};

const captureCalls = (raw: Raw) => readCalls(raw, 'startFlowCapture', readStartFlowCapture);
const flowLogCalls = (raw: Raw) => readCalls(raw, 'createFlowLogs', readCreateFlowLogs);

/** Everything that is wrong with the calls that a request holds verbatim. */
export const callProblems = (raw: Raw): readonly Problem[] => [
  ...captureCalls(raw).problems,
  ...flowLogCalls(raw).problems,
];

/** The calls that a request holds verbatim and that are right. */
export const verbatimCalls = (raw: Raw): Pick<NonNullable<Lead['request']>, 'captures' | 'createFlowLogs'> => {
  const captures = captureCalls(raw).values;
  const createFlowLogs = flowLogCalls(raw).values;
  return {
    ...(captures.length === 0 ? {} : { captures }),
    ...(createFlowLogs.length === 0 ? {} : { createFlowLogs }),
  };
};
