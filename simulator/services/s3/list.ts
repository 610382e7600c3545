import { ApiError } from '../../wire/api-error.ts';
import type { ServiceCall, WireResponse } from '../../wire/service.ts';
import { element, xmlText } from '../ec2/xml.ts';
import type { ObjectVersion } from './bucket-store.ts';

/** A row of a listing: an object, or what several keys have in common up to the delimiter. */
type Row = { readonly name: string; readonly version?: ObjectVersion };

const rowsOf = (versions: readonly ObjectVersion[], prefix: string, delimiter: string): readonly Row[] => {
  const rows = versions
    .filter((version) => version.key.startsWith(prefix))
    .map((version): Row => {
      const cut = delimiter === '' ? -1 : version.key.indexOf(delimiter, prefix.length);
      return cut < 0 ? { name: version.key, version } : { name: version.key.slice(0, cut + delimiter.length) };
    });
  return [...new Map(rows.map((row) => [row.name, row])).values()];
};

const contentsXml = ({ key, modifiedAtMs, etag, bytes }: ObjectVersion): string =>
  element(
    'Contents',
    element('Key', xmlText(key)) +
      element('LastModified', new Date(modifiedAtMs).toISOString()) +
      element('ETag', xmlText(etag)) +
      element('Size', String(bytes.length)) +
      element('StorageClass', 'STANDARD'),
  );

const rowXml = ({ name, version }: Row): string =>
  version ? contentsXml(version) : element('CommonPrefixes', element('Prefix', xmlText(name)));

const startOf = (token: string | null): string => {
  const name = Buffer.from(token ?? '', 'base64url').toString('utf8');
  if (token !== null && !name.startsWith('after:'))
    throw new ApiError('InvalidArgument', 'The continuation token provided is incorrect');
  return name.slice('after:'.length);
};

/** ListObjectsV2, ascending by key. */
export const listObjects = ({ sim, request }: ServiceCall, bucket: string): WireResponse => {
  const { query } = request;
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? ''];
  const maxKeys = Math.min(1_000, Number(query.get('max-keys') ?? 1_000));
  const token = query.get('continuation-token');
  const after = startOf(token) || (query.get('start-after') ?? '');
  const rows = rowsOf(sim.buckets.list(bucket), prefix, delimiter).filter(({ name }) => after === '' || name > after);
  const page = rows.slice(0, maxKeys);
  const next = Buffer.from(`after:${page.at(-1)?.name ?? ''}`).toString('base64url');
  const truncated = page.length < rows.length;
  const body =
    element('Name', xmlText(bucket)) +
    element('Prefix', xmlText(prefix)) +
    element('KeyCount', String(page.length)) +
    element('MaxKeys', String(maxKeys)) +
    element('IsTruncated', String(truncated)) +
    (truncated ? element('NextContinuationToken', next) : '') +
    page.map(rowXml).join('');
  const xmlns = 'http://s3.amazonaws.com/doc/2006-03-01/';
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="${xmlns}">${body}</ListBucketResult>`,
  };
};
