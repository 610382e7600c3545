import type { Io } from '../../cli/command.ts';

/** Where a command writes, for a test to read. */
export const recordingIo = (
  options: { readonly stdin?: string; readonly signal?: AbortSignal; readonly width?: number } = {},
) => {
  let out = '';
  let err = '';
  const io: Io = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    stdin: async () => options.stdin ?? '',
    colour: false,
    width: options.width ?? 120,
    signal: options.signal ?? new AbortController().signal,
  };
  return { io, out: () => out, err: () => err };
};
