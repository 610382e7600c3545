import type { PortRange } from './tuple.ts';

export const MAX_PORT = 65_535;

/** ASCII digits without a leading zero. */
const PORT = /^(0|[1-9]\d{0,4})$/;

/** Reads one port: a whole number, or its decimal digits. 0 to 65535. */
export const parsePort = (value: unknown): number | undefined => {
  const port = typeof value === 'string' && PORT.test(value) ? Number(value) : value;
  return typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= MAX_PORT ? port : undefined;
};

export const singlePort = (port: number): PortRange => ({ from: port, to: port });

/** Reads a port (`1994`) or a range (`1990:1994`), in the form that `StartFlowCapture` takes. Not `ANY`. */
export const parsePortRange = (value: unknown): PortRange | undefined => {
  if (typeof value !== 'string' || !value.includes(':')) {
    const port = parsePort(value);
    return port === undefined ? undefined : singlePort(port);
  }
  const ends = value.split(':');
  const [from, to] = ends.map(parsePort);
  return ends.length === 2 && from !== undefined && to !== undefined && from <= to ? { from, to } : undefined;
};

/** `1994`, or `1990:1994`. */
export const portText = ({ from, to }: PortRange): string => (from === to ? `${from}` : `${from}:${to}`);

export const portCount = ({ from, to }: PortRange): number => to - from + 1;

/** Whether `outer` holds every port of `inner`. */
export const portsCover = (outer: PortRange, inner: PortRange): boolean =>
  outer.from <= inner.from && inner.to <= outer.to;
