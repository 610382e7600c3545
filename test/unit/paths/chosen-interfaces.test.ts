import { describe, expect, it } from 'vitest';
import type { Subject } from '../../../functions/lib/domain/lead.ts';
import { indexNetwork } from '../../../functions/lib/domain/network/network-index.ts';
import { concerns } from '../../../functions/lib/domain/paths/resolve-subjects.ts';
import { address, cidr } from '../../support/network.ts';
import { SUBJECT, vpcNetwork } from '../../support/vpc.ts';
import { conversation, named } from '../../support/worlds.ts';
import { eni, resolved } from './resolved-subjects.ts';

const instance: Subject = { kind: 'instance', instanceId: 'i-1' };
const balancer: Subject = { kind: 'load-balancer', loadBalancer: 'net/web/1' };
const at = (deviceIndex: number, ip: string) => ({ instanceId: 'i-1', deviceIndex, addresses: [address(ip)] });
const three = [eni('eni-c', at(1, '10.0.1.52')), eni('eni-a', at(2, '10.0.1.53')), eni('eni-b', at(1, '10.0.1.51'))];
const talk = (own: string) => conversation(own, '198.51.100.7');
const mine = 'it belongs to i-1';
const local = `${mine}, and it has the local address`;

describe('the order of interfaces', () => {
  it('is by id among equals', async () => {
    expect((await resolved([instance], { interfaces: three })).ids).toEqual(['eni-a', 'eni-b', 'eni-c']);
    expect((await resolved([instance], { interfaces: three.toReversed() })).ids).toEqual(['eni-a', 'eni-b', 'eni-c']);
  });

  it('is the primary one of an instance first, which an interface of no instance is too', async () => {
    const interfaces = [...three, eni('eni-p', at(0, '10.0.1.50')), eni('eni-z', { description: 'ELB net/web/1' })];

    expect((await resolved([instance, balancer], { interfaces })).ids).toEqual([
      'eni-p',
      'eni-z',
      'eni-a',
      'eni-b',
      'eni-c',
    ]);
  });

  it('is what the trigger names before all others', async () => {
    const interfaces = [...three, eni('eni-p', at(0, '10.0.1.50')), eni('eni-y', at(3, '10.0.1.54'))];

    expect((await resolved([instance, named('eni-y')], { interfaces, maximumInterfaces: 2 })).reasons).toEqual([
      ['eni-y', 'the trigger names it'],
      ['eni-p', mine],
    ]);
  });

  it('is what is gone before what belongs to an instance, or is not its primary one', async () => {
    const gone: Subject = {
      kind: 'interface',
      interfaceId: 'eni-gone',
      addresses: [address('10.0.1.77')],
      subnetId: 'subnet-00000000000000001',
    };
    const interfaces = [eni('eni-a', at(0, '10.0.1.50'))];

    expect((await resolved([instance, gone], { interfaces })).ids).toEqual(['eni-gone', 'eni-a']);

    const second = [eni('eni-b', at(1, '10.0.1.51'))];
    expect((await resolved([named('eni-b'), gone], { interfaces: second })).ids).toEqual(['eni-gone', 'eni-b']);
  });
});

describe('an interface that two subjects mean', () => {
  const first = three.slice(0, 1);

  it.each<[string, readonly Subject[]]>([
    ['first', [named('eni-c'), instance]],
    ['last', [instance, named('eni-c')]],
  ])('is taken once, because the trigger names it %s', async (_, subjects) => {
    expect((await resolved(subjects, { interfaces: first })).reasons).toEqual([['eni-c', 'the trigger names it']]);
  });

  it('is taken for the first reason where neither names it', async () => {
    const subject: Subject = { kind: 'address', address: address('10.0.1.52') };

    expect((await resolved([subject, instance], { interfaces: first })).reasons).toEqual([
      ['eni-c', 'it has 10.0.1.52'],
    ]);
  });
});

describe('the local address', () => {
  it('chooses each interface that has one of several', async () => {
    const found = await resolved([instance], {
      interfaces: three,
      lead: { tuples: [talk('10.0.1.51'), talk('10.0.1.53')] },
    });

    expect(found.reasons).toEqual([
      ['eni-a', local],
      ['eni-b', local],
    ]);
    expect(found.notes).toEqual(['1 other interfaces are left out: they do not have the local address']);
  });

  it('chooses the interface with the prefix that it is from', async () => {
    const node = eni('eni-node', { ...at(3, '10.0.1.90'), prefixes: [cidr('10.0.1.96/28')] });
    const found = await resolved([instance], { interfaces: [...three, node], lead: { tuples: [talk('10.0.1.99')] } });

    expect(found.reasons).toEqual([['eni-node', local]]);
  });

  it('says nothing where all have one', async () => {
    const tuples = ['10.0.1.51', '10.0.1.52', '10.0.1.53'].map(talk);
    const found = await resolved([instance], { interfaces: three, lead: { tuples } });

    expect(found.reasons.map(([, reason]) => reason)).toEqual([mine, mine, mine]);
    expect(found.notes).toEqual([]);
  });

  it('leaves nobody out where none has it, and says so', async () => {
    const found = await resolved([instance], { interfaces: three, lead: { tuples: [talk('10.0.1.99')] } });

    expect(found.ids).toEqual(['eni-a', 'eni-b', 'eni-c']);
    expect(found.notes).toEqual(['none of 3 interfaces has the local address: all are taken']);
  });

  it.each(['10.0.1.52', '10.0.1.99'])('does not matter where there is one interface: %s', async (own) => {
    const found = await resolved([instance], { interfaces: three.slice(0, 1), lead: { tuples: [talk(own)] } });

    expect(found.reasons).toEqual([['eni-c', mine]]);
    expect(found.notes).toEqual([]);
  });
});

describe('what is left out', () => {
  it('is counted where policy excludes it', async () => {
    const found = await resolved([instance], { interfaces: three, excluded: ['10.0.1.51', 'eni-a'] });

    expect(found.ids).toEqual(['eni-c']);
    expect(found.notes).toEqual(['2 interfaces are left out: policy excludes them']);
  });

  it('is not what excluding left no room for', async () => {
    const found = await resolved([instance], { interfaces: three, excluded: ['eni-a'], maximumInterfaces: 2 });

    expect(found.ids).toEqual(['eni-b', 'eni-c']);
    expect(found.notes).toEqual(['1 interfaces are left out: policy excludes them']);
  });

  it('is named where a case may not have that many', async () => {
    const found = await resolved([instance], { interfaces: three, maximumInterfaces: 1 });

    expect(found.ids).toEqual(['eni-a']);
    expect(found.notes).toEqual(['the policy allows 1 interfaces a case: left out eni-b, eni-c']);
  });
});

describe('whether a tuple speaks of an interface', () => {
  it.each<[string, string | undefined, boolean]>([
    ['no local address', undefined, true],
    ['one of its addresses', '10.0.1.10/32', true],
    ['its IPv6 address', '2001:db8:0:1::10/128', true],
    ['another address', '10.0.1.11/32', false],
    ['another IPv6 address', '2001:db8:0:1::11/128', false],
    ['an address of its prefix', '10.0.1.99/32', true],
    ['a network that holds one of its addresses', '10.0.1.0/24', true],
    ['a network that holds its IPv6 address', '2001:db8:0:1::/64', true],
    ['a network that holds none', '10.0.2.0/24', false],
  ])('is told by %s', async (_, own, expected) => {
    const network = await vpcNetwork({ workload: [] });
    const interfaces = network.interfaces.map((item) => ({ ...item, prefixes: [cidr('10.0.1.96/28')] })).slice(0, 1);
    const index = indexNetwork({ ...network, interfaces });
    const [subject] = interfaces.map((item) => ({ ...item, reason: 'test' }));
    const tuple = { ...talk('10.0.1.10'), subject: own === undefined ? undefined : cidr(own) };

    expect(subject?.interfaceId).toBe(SUBJECT);
    expect(subject && concerns(index, subject, tuple)).toBe(expected);
  });
});
