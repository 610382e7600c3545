import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { worldOf } from '../../simulator/worlds/rows.ts';
import { distributed } from '../../simulator/worlds/topologies.ts';
import { faultOf, pagesOf, startWorld } from './support.ts';

const Bucket = 'evidence';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');

const start = async () => {
  const buckets = [{ name: Bucket, versioned: true }, { name: 'plain' }];
  const simulator = await startWorld({ world: worldOf(distributed()), buckets });
  const client = new S3Client({ ...simulator.host({}).clientConfig('s3'), maxAttempts: 1 });
  const put = async (Key: string, Body: string, more: Partial<PutObjectCommandInput> = {}) =>
    await client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const read = async (Key: string, more: object = {}) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, ...more }));
    return await Body?.transformToString();
  };
  return { simulator, client, put, read };
};

describe('objects', () => {
  it('come back as they were written, with type, metadata and checksum', async () => {
    const { client, put, read } = await start();
    const key = 'cases/c-1/a b+ü.json';
    await put(key, '{"a":1}', {
      ContentType: 'application/json',
      ChecksumSHA256: sha256('{"a":1}'),
      Metadata: { round: '1' },
    });

    const head = await client.send(new HeadObjectCommand({ Bucket, Key: key, ChecksumMode: 'ENABLED' }));
    const silent = await client.send(new HeadObjectCommand({ Bucket, Key: key }));

    expect(await read(key)).toBe('{"a":1}');
    expect(head).toMatchObject({
      ContentLength: 7,
      ContentType: 'application/json',
      ChecksumSHA256: sha256('{"a":1}'),
      Metadata: { round: '1' },
      LastModified: new Date('2026-03-01T12:00:00Z'),
    });
    expect(silent.ChecksumSHA256).toBeUndefined();
  });

  it('are created once where the writer says so', async () => {
    const { put, read } = await start();
    await put('once', 'first', { IfNoneMatch: '*' });

    await expect(put('once', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
    expect(await read('once')).toBe('first');
  });

  it.each([
    ['SHA-256', { ChecksumSHA256: sha256('other') }],
    ['CRC-32', { ChecksumCRC32: 'AAAAAA==' }],
    ['MD5', { ContentMD5: createHash('md5').update('other').digest('base64') }],
  ])('are refused when their %s is wrong', async (_, claim) => {
    const { simulator, put } = await start();

    expect(await faultOf(put('key', 'bytes', claim))).toMatch(/^BadDigest: /);
    expect(simulator.objects(Bucket)).toEqual([]);
  });

  it('arrive whole when they are streamed', async () => {
    const { client, read } = await start();
    const text = 'flow '.repeat(40_000);

    await client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'stream',
        Body: Readable.from([Buffer.from(text)]),
        ContentLength: text.length,
      }),
    );

    expect(await read('stream')).toBe(text);
  });

  it('keep their versions, and hide behind a delete marker', async () => {
    const { simulator, client, put, read } = await start();
    const first = await put('key', '1');
    await put('key', '2');

    const deleted = await client.send(new DeleteObjectCommand({ Bucket, Key: 'key' }));

    expect(deleted.DeleteMarker).toBe(true);
    expect(await faultOf(read('key'))).toMatch(/^NoSuchKey: /);
    expect(await read('key', { VersionId: first.VersionId })).toBe('1');
    expect(simulator.objects(Bucket).map(({ deleteMarker, bytes }) => [deleteMarker, bytes.toString()])).toEqual([
      [false, '1'],
      [false, '2'],
      [true, ''],
    ]);
    expect(await faultOf(put('key', '3', { IfNoneMatch: '*' }))).toBe('no error');
  });

  it('are really gone in a bucket without versions', async () => {
    const { simulator, client, put } = await start();
    await put('key', '1', { Bucket: 'plain' });
    await put('key', '2', { Bucket: 'plain' });

    expect(simulator.objects('plain')).toHaveLength(1);
    await client.send(new DeleteObjectCommand({ Bucket: 'plain', Key: 'key' }));
    expect(simulator.objects('plain')).toEqual([]);
  });

  it('need a bucket and a key that are there', async () => {
    const { client, put, read } = await start();

    expect(await faultOf(put('key', '', { Bucket: 'nobody' }))).toMatch(/^NoSuchBucket: /);
    expect(await faultOf(read('nothing'))).toMatch(/^NoSuchKey: /);
    await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'nothing' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });
});

describe('listings', () => {
  it('go through pages in the order of keys', async () => {
    const { client, put } = await start();
    for (const key of ['b/2', 'a/1', 'b/10', 'c']) await put(key, key);

    const pages = await pagesOf(paginateListObjectsV2({ client, pageSize: 2 }, { Bucket }));
    const ofB = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'b/' }));
    const folders = await client.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));

    expect(pages.map(({ Contents = [] }) => Contents.map((row) => row.Key))).toEqual([
      ['a/1', 'b/10'],
      ['b/2', 'c'],
    ]);
    expect(ofB.Contents?.map((row) => [row.Key, row.Size])).toEqual([
      ['b/10', 4],
      ['b/2', 3],
    ]);
    expect(folders.CommonPrefixes?.map((row) => row.Prefix)).toEqual(['a/', 'b/']);
    expect(folders.Contents?.map((row) => row.Key)).toEqual(['c']);
  });
});
