import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import type { Transform } from 'node:stream';
import timers from 'node:timers';
import zlib from 'node:zlib';
import type { Random } from '../random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What a timer function gives back, as far as anybody uses it. */
const timerHandle = (cancel: () => void) => {
  const handle = { cancel, ref: () => handle, unref: () => handle, hasRef: () => true };
  return handle;
};

type Callback = (...parameters: readonly unknown[]) => void;

const clear = (handle: unknown): void => {
  if (typeof handle === 'object' && handle !== null && 'cancel' in handle && typeof handle.cancel === 'function')
    handle.cancel();
};

const timersOn = (time: VirtualTime) => {
  const setTimeout = (run: Callback, ms = 0, ...parameters: readonly unknown[]) =>
    timerHandle(time.after(ms, () => run(...parameters)));
  const setInterval = (run: Callback, ms = 0, ...parameters: readonly unknown[]) => {
    let cancel = (): void => {};
    const again = (): void => {
      cancel = time.after(Math.max(1, ms), () => {
        again();
        run(...parameters);
      });
    };
    again();
    return timerHandle(() => cancel());
  };
  return { setTimeout, setInterval, clearTimeout: clear, clearInterval: clear };
};

const dateOn = (time: VirtualTime) => {
  const RealDate = globalThis.Date;
  return new Proxy(RealDate, {
    construct: (target, parameters, newTarget) =>
      Reflect.construct(target, parameters.length > 0 ? parameters : [time.nowMs()], newTarget),
    get: (target, member) => (member === 'now' ? () => time.nowMs() : Reflect.get(target, member)),
  });
};

const hexOf = (random: Random, digits: number): string =>
  Array.from({ length: digits }, () => random.below(16).toString(16)).join('');

const uuidFrom = (random: Random) => (): string =>
  [hexOf(random, 8), hexOf(random, 4), `4${hexOf(random, 3)}`, `8${hexOf(random, 3)}`, hexOf(random, 12)].join('-');

/** zlib works in threads, whose order is the machine's. The same bytes, at once, keep a run repeatable. */
const atOnce = (work: (bytes: Buffer) => Buffer) => {
  const parts = new WeakMap<object, Buffer[]>();
  return {
    _transform(this: Transform, part: Buffer, _: string, done: () => void): void {
      parts.set(this, [...(parts.get(this) ?? []), Buffer.from(part)]);
      done();
    },
    _flush(this: Transform, done: (error: null, bytes: Buffer) => void): void {
      done(null, work(Buffer.concat(parts.get(this) ?? [])));
    },
  };
};

/** Puts this process under simulated time and seeded randomness: timers, `Date`, `AbortSignal.timeout`, `Math.random`,
 * UUIDs, and zlib without threads. The SDK's back-off, the state machine engine's waits, retries and time-outs, and
 * whatever else asks for time then follow the same queue of events. For a process of its own: nothing is put back. */
export const installVirtualTime = (time: VirtualTime, random: () => Random): void => {
  const replaced = timersOn(time);
  Object.assign(globalThis, { ...replaced, Date: dateOn(time) });
  Object.assign(timers, replaced);
  Object.assign(Math, { random: () => random().next() });
  Object.assign(crypto, { randomUUID: () => uuidFrom(random())() });
  Object.assign(AbortSignal, {
    timeout: (ms: number): AbortSignal => {
      const controller = new AbortController();
      time.after(ms, () => controller.abort(new DOMException('The operation timed out', 'TimeoutError')));
      return controller.signal;
    },
  });
  Object.assign(
    zlib.Gzip.prototype,
    atOnce((bytes) => zlib.gzipSync(bytes, { level: 1 })),
  );
  Object.assign(
    zlib.Gunzip.prototype,
    atOnce((bytes) => zlib.gunzipSync(bytes)),
  );
  syncBuiltinESMExports();
};
