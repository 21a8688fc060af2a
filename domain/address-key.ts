const IPV6_GROUPS = 8;
/**
 * A subscriber gets a /64 network and can use any of its addresses, so a limit must count the network and not the
 * address.
 */
const NETWORK_GROUPS = 4;

/**
 * Return the key under which the limits per address count a caller: the IPv4 address, or the /64 network of an IPv6
 * address [B3].
 */
export function addressKey(ip: string): string {
  if (!ip.includes(':')) return `ip:${ip}`;
  const [head, tail] = ip.split('::').map((part) => part.split(':').filter(Boolean));
  const [before, after] = [head ?? [], tail ?? []];
  const zeros = Array.from({ length: Math.max(0, IPV6_GROUPS - before.length - after.length) }, () => '0');
  const network = [...before, ...zeros, ...after].slice(0, NETWORK_GROUPS);
  return `ip:${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
