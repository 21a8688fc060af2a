import { describe, expect, it } from 'vitest';
import { peerAddress } from '../../../gateway/engine/peer-address.ts';

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
