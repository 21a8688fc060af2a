const IPV6_GROUPS = 8;
/** /64: what one subscriber is given, and may take any address of. */
const NETWORK_GROUPS = 4;

/** Whom a limit per address counts: an IPv4 address, or the /64 of an IPv6 one [B3]. */
export function addressKey(ip: string): string {
  if (!ip.includes(':')) return `ip:${ip}`;
  const [head, tail] = ip.split('::').map((part) => part.split(':').filter(Boolean));
  const [before, after] = [head ?? [], tail ?? []];
  const zeros = Array.from({ length: Math.max(0, IPV6_GROUPS - before.length - after.length) }, () => '0');
  const network = [...before, ...zeros, ...after].slice(0, NETWORK_GROUPS);
  return `ip:${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
