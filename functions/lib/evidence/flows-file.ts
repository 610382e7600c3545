import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { ContractError } from '../domain/errors.ts';
import type { Flow } from '../domain/flow.ts';

/** Fast: 2.8 times the cost of parsing the same flows, where level 6 costs 4.4 times and saves little. */
const GZIP_LEVEL = 1;

/** Byte of the gzip header that names the operating system (RFC 1952); 255 is "unknown". */
const OS_BYTE = 9;
const UNKNOWN_OS = 255;

const portMember = (name: string, port: number | undefined): string => (port === undefined ? '' : `,"${name}":${port}`);

/** One flow as a line of JSON, members always in the same order. Written by hand, which takes half of `JSON.stringify`'s time
 * over a million flows: canonical addresses have no character that JSON escapes, and the rest is whole numbers. */
export const flowLine = (flow: Flow): string => {
  const { source, sourcePort, destination, destinationPort, protocol, ageSeconds, packets, bytes } = flow;
  const from = `"source":"${source}"${portMember('sourcePort', sourcePort)}`;
  const to = `"destination":"${destination}"${portMember('destinationPort', destinationPort)}`;
  return `{${from},${to},"protocol":${protocol},"ageSeconds":${ageSeconds},"packets":${packets},"bytes":${bytes}}\n`;
};

/** Bytes of a compressed line, nearly always; some 50 are usual. */
const LINE_SIZE_BYTES = 128;
const LEAST_SIZE_BYTES = 65_536;

/** Puts chunks one behind the other in a buffer that is large enough from the start: what is never written takes no memory,
 * and joining chunks at the end would hold everything twice. */
const joined = async (chunks: AsyncIterable<Uint8Array>, expectedBytes: number): Promise<Uint8Array> => {
  let buffer = Buffer.allocUnsafeSlow(Math.max(LEAST_SIZE_BYTES, expectedBytes));
  let size = 0;
  for await (const chunk of chunks) {
    if (size + chunk.byteLength > buffer.byteLength) {
      const larger = Buffer.allocUnsafeSlow(2 * (size + chunk.byteLength));
      buffer.copy(larger, 0, 0, size);
      buffer = larger;
    }
    buffer.set(chunk, size);
    size += chunk.byteLength;
  }
  return buffer.subarray(0, size);
};

/** Gzips text to the same bytes every time: no file time (zlib writes 0) and no operating system in the header. Holds the
 * compressed bytes only.
 * @param expectedLines spares memory where they are many */
export const gzipText = async (chunks: AsyncIterable<string>, expectedLines = 0): Promise<Uint8Array> => {
  const gzip = createGzip({ level: GZIP_LEVEL });
  const written = pipeline(Readable.from(chunks), gzip);
  const [bytes] = await Promise.all([joined(gzip, expectedLines * LINE_SIZE_BYTES), written]);
  bytes[OS_BYTE] = UNKNOWN_OS;
  return bytes;
};

/** The lines of gzipped text, one at a time. */
export const gunzipLines = (bytes: Uint8Array): AsyncIterable<string> =>
  createInterface({ input: Readable.from([bytes]).pipe(createGunzip()), crlfDelay: Number.POSITIVE_INFINITY });

const isCount = (value: unknown): boolean => Number.isSafeInteger(value);

const isFlow = (value: unknown): value is Flow => {
  if (typeof value !== 'object' || value === null || !('source' in value && 'destination' in value)) return false;
  const { source, destination, protocol, ageSeconds, packets, bytes }: Partial<Record<keyof Flow, unknown>> = value;
  const isText = typeof source === 'string' && typeof destination === 'string';
  return isText && [protocol, ageSeconds, packets, bytes].every(isCount);
};

const flowIn = (line: string, name: string): Flow => {
  const flow: unknown = JSON.parse(line);
  if (!isFlow(flow)) throw new ContractError(`a line of ${name} is not a flow`);
  return flow;
};

/** Reads `flows.ndjson.gz` flow by flow.
 * @param name of the file, for messages
 * @throws ContractError when it is cut or damaged, or a line is no flow of ours */
export const readFlows = async function* (bytes: Uint8Array, name = 'the flows file'): AsyncGenerator<Flow> {
  const lines = gunzipLines(bytes)[Symbol.asyncIterator]();
  for (;;) {
    let flow: Flow;
    try {
      const { done, value } = await lines.next();
      if (done) return;
      flow = flowIn(value, name);
    } catch (cause) {
      if (cause instanceof ContractError) throw cause;
      throw new ContractError(`${name} is damaged: it cannot be unpacked to its end`, {}, { cause });
    }
    yield flow;
  }
};
