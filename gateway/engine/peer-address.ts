const IPV4_IN_IPV6 = /^(?:(?:0{1,4}:){5}|::)ffff:/i;

/**
 * Return an IP address in the same notation on both engines. For an IPv4 client of a dual-stack listener, Node writes
 * `::ffff:127.0.0.1` and uWebSockets.js `…:ffff:7f00:0001`; both become `127.0.0.1`.
 */
export function peerAddress(text: string): string {
  const prefix = IPV4_IN_IPV6.exec(text)?.[0];
  if (!prefix) return text;
  const ipv4 = text.slice(prefix.length);
  if (ipv4.includes('.')) return ipv4;
  const bits = ipv4.split(':').map((group) => Number.parseInt(group, 16));
  return bits.flatMap((group) => [group >> 8, group & 0xff]).join('.');
}
