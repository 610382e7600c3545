import { describe, expect, it } from 'vitest';
import { at, flagOf, items, numberOf, rootNode, scalars, textOf } from '../../../functions/lib/triggers/json-node.ts';

const parsed = (text: string) => rootNode(JSON.parse(text), 'detail');

describe('reading inside JSON', () => {
  it.each([
    ['{"service":{"Action":{"port":1}}}', 'detail.service.Action.port', 1],
    ['{"Service":{"action":{"PORT":1}}}', 'detail.Service.action.PORT', 1],
    ['{"Service":null,"service":{"action":{"port":1}}}', 'detail.service.action.port', 1],
    ['{"service":null,"Service":{"action":{"port":1}}}', 'detail.Service.action.port', 1],
    ['{"service":[{"action":{"port":1}}]}', 'detail.service.action.port', undefined],
    ['{"service":"text"}', 'detail.service.action.port', undefined],
    ['null', 'detail.service.action.port', undefined],
  ])('finds a member in any letter case, in %s', (text, path, value) => {
    expect(at(parsed(text), 'service', 'action', 'port')).toEqual({ path, value });
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('finds no inherited %s', (name) => {
    expect(at(parsed('{"a":1}'), name).value).toBeUndefined();
  });

  it('finds an own __proto__ as a member like any other', () => {
    const node = parsed('{"__proto__":{"sample":true}}');

    expect(at(node, '__proto__', 'sample').value).toBe(true);
    expect(at(node, 'sample').value).toBeUndefined();
  });

  it('takes no letter of another alphabet for an ASCII one', () => {
    expect(at(parsed('{"\\u212aey":1}'), 'key').value).toBeUndefined();
    expect(at(parsed('{"u\\u017fer":1}'), 'user').value).toBeUndefined();
  });

  it('quotes names that are no plain words in the path', () => {
    expect(at(parsed('{"a/b":{"c":1}}'), 'a/b', 'c').path).toBe('detail["a/b"].c');
  });

  it('counts a single object or value as a list of one', () => {
    expect(items(parsed('{"a":1}')).map(({ path }) => path)).toEqual(['detail']);
    expect(items(parsed('[{"a":1},2]')).map(({ path }) => path)).toEqual(['detail[0]', 'detail[1]']);
    expect(items(parsed('"text"'))).toEqual([]);
    expect(scalars(parsed('"text"')).map(textOf)).toEqual(['text']);
    expect(scalars(parsed('null'))).toEqual([]);
  });

  it.each<[unknown, number | undefined]>([
    ['8.0', 8],
    [8, 8],
    ['-1', -1],
    ['', undefined],
    ['1e3', undefined],
    ['0x10', undefined],
    ['Infinity', undefined],
    [Number.NaN, undefined],
    [true, undefined],
  ])('reads %j as number %s', (value, expected) => {
    expect(numberOf(rootNode(value))).toBe(expected);
  });

  it.each<[unknown, boolean]>([
    [true, true],
    ['true', true],
    ['TRUE', true],
    ['false', false],
    [1, false],
    [null, false],
    [{}, false],
  ])('reads %j as flag %s', (value, expected) => {
    expect(flagOf(rootNode(value))).toBe(expected);
  });
});
