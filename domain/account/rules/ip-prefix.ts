/**
 * Return the network of an address: /24 of IPv4, /48 of IPv6. A network shows roughly where a device is, but does not
 * identify a person.
 */
export function ipPrefix(ip: string): string {
  const v4 = /(\d+)\.(\d+)\.(\d+)\.\d+$/.exec(ip);
  if (v4) return `${v4[1]}.${v4[2]}.${v4[3]}.0/24`;
  const groups = (ip.split('::')[0] ?? '').split(':').filter(Boolean).slice(0, 3);
  return `${groups.join(':')}::/48`;
}
