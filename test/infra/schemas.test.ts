import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jsonSchemas } from '../../infra/build/json-schemas.ts';

describe.each(Object.entries(jsonSchemas()))('docs/%s', (name, text) => {
  it('is what the schema of the code says', () => {
    const published = readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

    expect(JSON.parse(published)).toEqual(JSON.parse(text));
  });
});
