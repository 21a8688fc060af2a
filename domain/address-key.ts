const IPV6_GROUPS = 8;
/**
 * An internet subscriber usually has a whole IPv6 /64 network (the first four groups) and can use any address in it. So
 * a limit must count the network and not the address.
 */
const NETWORK_GROUPS = 4;

/**
 * Return the key under which rate limits count the calls from an address: the IPv4 address itself, or the /64 network
 * of an IPv6 address [B3].
 */
export function addressKey(ip: string): string {
  if (!ip.includes(':')) return `ip:${ip}`;
  const [head, tail] = ip.split('::').map((part) => part.split(':').filter(Boolean));
  const [before, after] = [head ?? [], tail ?? []];
  const zeros = Array.from({ length: Math.max(0, IPV6_GROUPS - before.length - after.length) }, () => '0');
  const network = [...before, ...zeros, ...after].slice(0, NETWORK_GROUPS);
  return `ip:${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
