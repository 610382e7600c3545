import { Logger } from '@aws-lambda-powertools/logger';
import { type Random, seededRandom } from '../random.ts';
import { installVirtualTime } from './install.ts';
import { type VirtualTime, virtualTime } from './virtual-time.ts';

let time: VirtualTime | undefined;
let random = seededRandom(0);
let logged = new Set<string>();
let details = new Set<string>();

/** The handlers' own log lines, kept as distinct messages instead of written out. */
const keepLogged = (): void => {
  const plain = (_: string, value: unknown): unknown => (value instanceof Error ? String(value) : value);
  const keep = (message: unknown, ...more: readonly unknown[]): void => {
    logged.add(String(message));
    if (more.length > 0) details.add(JSON.stringify(more, plain));
  };

  Object.assign(Logger.prototype, { info: keep, warn: keep, error: keep });
};

/** Simulated time of this process, which is put under it for good the first time. */
export const processTime = (): VirtualTime => {
  if (!time) {
    time = virtualTime();
    installVirtualTime(time, () => random);
    keepLogged();
  }
  return time;
};

/** From here on all randomness of this process follows from the seed. */
export const seedProcess = (seed: number): Random => {
  random = seededRandom(seed);
  logged = new Set();
  details = new Set();
  return random;
};

export const takeLogged = (): ReadonlySet<string> => logged;

/** What the handlers logged beside their messages, as JSON. */
export const takeLoggedDetails = (): ReadonlySet<string> => details;
