import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const VERSION = 20;
const DEFLATE = 8;

const u16 = (value: number): Buffer => Buffer.from([value & 0xff, value >>> 8]);
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();

/** A folder as a zip archive, which is what Lambda takes. Dates are zero, so equal folders give equal bytes. */
export const zipOf = (folder: string): Buffer => {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const path of filesIn(folder)) {
    const content = readFileSync(join(folder, path));
    const packed = deflateRawSync(content);
    const name = Buffer.from(path);
    // Flags, method, time, date, checksum, sizes, lengths of name and extra field.
    const facts = Buffer.concat([
      ...[0, DEFLATE, 0, 0].map(u16),
      ...[crc32(content), packed.length, content.length].map(u32),
      ...[name.length, 0].map(u16),
    ]);
    const local = Buffer.concat([u32(LOCAL_HEADER), u16(VERSION), facts, name, packed]);
    locals.push(local);
    const unused = Buffer.concat([...[0, 0, 0].map(u16), u32(0)]);
    directory.push(Buffer.concat([u32(CENTRAL_HEADER), u16(VERSION), u16(VERSION), facts, unused, u32(offset), name]));
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const count = u16(directory.length);
  const end = [u32(END_OF_DIRECTORY), u16(0), u16(0), count, count, u32(central.length), u32(offset), u16(0)];
  return Buffer.concat([...locals, central, ...end]);
};
