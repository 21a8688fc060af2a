import { describe, expect, it } from 'vitest';
import { isDeeperThan } from '../../../gateway/engine/depth.ts';
import { peerAddress } from '../../../gateway/engine/peer-address.ts';

describe('isDeeperThan [B2]', () => {
  const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

  it.each<[limit: number, value: unknown, isDeeper: boolean]>([
    [0, 'text', false],
    [0, null, false],
    [0, [], true],
    [1, { a: 1, b: Buffer.alloc(9) }, false],
    [1, { a: {} }, true],
    [2, [[], { a: [1] }], true],
    [32, nested(32), false],
    [32, nested(33), true],
    [32, nested(60_000), true],
  ])('limit %i', (limit, value, isDeeper) => {
    expect(isDeeperThan(limit, value)).toBe(isDeeper);
  });
});

describe('peerAddress', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '::1'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['0000:0000:0000:0000:0000:ffff:7f00:0001', '127.0.0.1'],
    ['0000:0000:0000:0000:0000:ffff:c0a8:0a14', '192.168.10.20'],
    ['2001:db8::1', '2001:db8::1'],
    ['', ''],
  ])('%s is %s', (text, address) => {
    expect(peerAddress(text)).toBe(address);
  });
});
