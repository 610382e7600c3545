import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { flowLine, gunzipLines, gzipText, readFlows } from '../../../functions/lib/evidence/flows-file.ts';
import { readAhead } from '../../../functions/lib/evidence/read-ahead.ts';
import { flow } from './fixtures.ts';

const chunks = async function* (texts: readonly string[]) {
  yield* texts;
};

const list = async <T>(items: AsyncIterable<T>): Promise<readonly T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

describe('the flows file', () => {
  const flows = [
    flow('10.0.0.1', '198.51.100.7'),
    flow('2001:db8::1', '2001:db8::2', { sourcePort: undefined, protocol: 58 }),
  ];

  it('reads back what was written, flow by flow', async () => {
    const bytes = await gzipText(chunks(flows.map(flowLine)));

    expect(await list(readFlows(bytes))).toEqual(flows.map((item) => JSON.parse(JSON.stringify(item))));
  });

  it('is gzip without a file time or an operating system, so equal flows give equal bytes', async () => {
    const bytes = await gzipText(chunks(flows.map(flowLine)));

    expect([...bytes.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255]);
    expect(await gzipText(chunks(flows.map(flowLine)))).toEqual(bytes);
    expect(gunzipSync(bytes).toString()).toBe(flows.map(flowLine).join(''));
  });

  it('fails as its source fails', async () => {
    const broken = async function* () {
      yield 'a';
      throw new Error('no page');
    };

    await expect(gzipText(broken())).rejects.toThrow('no page');
  });

  it.each(['{}', '"text"', '{"source":"10.0.0.1","destination":"10.0.0.2"}'])('refuses the line %s', async (line) => {
    const bytes = await gzipText(chunks([`${line}\n`]));

    await expect(list(readFlows(bytes))).rejects.toMatchObject({ name: 'ContractError' });
  });

  it('fails on bytes that are not gzip', async () => {
    await expect(list(gunzipLines(Buffer.from('plain')))).rejects.toThrow('incorrect header check');
  });
});

describe('reading ahead', () => {
  const items = async function* (count: number) {
    for (let item = 1; item <= count; item += 1) yield item;
  };

  it('keeps the order and never has more in flight than allowed', async () => {
    let [flying, most] = [0, 0];
    const read = async (item: number) => {
      flying += 1;
      most = Math.max(most, flying);
      for (let turn = 0; turn < 10 - item; turn += 1) await Promise.resolve();
      flying -= 1;
      return item;
    };

    expect(await list(readAhead(items(9), 3, read))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(most).toBe(3);
  });

  it('fails in its turn, with nothing left unhandled', async () => {
    const read = (item: number) => (item > 1 ? Promise.reject(new Error(`item ${item}`)) : Promise.resolve(item));

    await expect(list(readAhead(items(5), 4, read))).rejects.toThrow('item 2');
  });
});
