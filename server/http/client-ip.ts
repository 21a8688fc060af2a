import { BlockList, isIP } from 'node:net';

const IPV4_IN_IPV6 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** @returns a function that tells whether an address belongs to a trusted proxy */
function trustIn(cidrs: readonly string[]): (ip: string) => boolean {
  const trusted = new BlockList();
  for (const cidr of cidrs) {
    const [network = '', bits] = cidr.split('/');
    trusted.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4');
  }
  return (ip) => isIP(ip) !== 0 && trusted.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Returns a function that tells whether the request came over TLS, according to a trusted proxy's X-Forwarded-Proto.
 */
export function createIsSecure(cidrs: readonly string[]): (peerIp: string, forwardedProto?: string) => boolean {
  const isTrusted = trustIn(cidrs);
  return (peerIp, forwardedProto) => isTrusted(peerIp) && /^https\b/i.test(forwardedProto ?? '');
}

/**
 * Returns a function that finds the client's address: the first address from the right of X-Forwarded-For that is not a
 * trusted proxy [B3].
 */
export function createClientIp(cidrs: readonly string[]): (peerIp: string, forwardedFor?: string) => string {
  const isTrusted = trustIn(cidrs);

  return function clientIp(peerIp, forwardedFor) {
    let ip = peerIp;
    for (const hop of forwardedFor?.split(',').reverse() ?? []) {
      const address = hop.trim().replace(IPV4_IN_IPV6, '$1');
      if (!isTrusted(ip) || isIP(address) === 0) break;
      ip = address;
    }
    return ip;
  };
}
