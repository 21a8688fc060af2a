import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { pump } from './pump.ts';
import type { Shape } from './pump.ts';

/** The two ends of a connection: a device and a node, or a node and Redis or Postgres. */
export type Edge = 'device' | 'redis' | 'postgres';

/** The direction in which data are sent. `up` is away from the side that opened the connection. */
export type Direction = 'up' | 'down';

export interface Link {
  edge: Edge;
  node: number;
  /** The name of the device, if a device opened the connection. */
  device: string | undefined;
  /** Breaks the connection without the usual closing handshake. */
  cut(): void;
  /** Whether one end has disappeared without the other end noticing. */
  isAbandoned: boolean;
}

/** How the network treats some connections: all those for which `applies` returns true, including later ones. */
export interface Rule {
  applies(link: Link): boolean;
  up?: Shape;
  down?: Shape;
  /** Whether new connections are cut at once. */
  refuses?: boolean;
}

export interface Route {
  port: number;
  node: number;
}

/** All connections of the cluster under test. Each passes through a TCP proxy that can disturb it. */
export interface Network {
  /** Opens a port of 127.0.0.1. For each new connection `route` returns the destination, or undefined to refuse it. */
  proxy(edge: Edge, route: () => Route | undefined, device?: string): Promise<number>;
  cut(applies: (link: Link) => boolean): void;
  /**
   * Stops all data on the connections that exist now and match, as if one end had disappeared. They are cut after
   * `endAfterMs`.
   */
  abandon(applies: (link: Link) => boolean, endAfterMs: number): void;
  /**
   * Adds a rule.
   * @returns a function that removes the rule
   */
  impose(rule: Rule): () => void;
  /** Removes every rule. */
  calm(): void;
  close(): void;
}

export function createNetwork(): Network {
  const links = new Set<Link>();
  const rules = new Set<Rule>();
  const servers: { close(): void }[] = [];

  function shapeOf(link: Link, direction: Direction): Shape {
    if (link.isAbandoned) return { stalled: true };
    if (rules.size === 0) return {};
    const shapes = [...rules].filter((rule) => rule.applies(link)).map((rule) => rule[direction] ?? {});
    return Object.assign({}, ...shapes) as Shape;
  }

  function open(client: Socket, edge: Edge, { port, node }: Route, device: string | undefined): void {
    const upstream = connect({ port, host: '127.0.0.1', noDelay: true });
    const link: Link = { edge, node, device, cut, isAbandoned: false };
    function cut(): void {
      client.destroy();
      upstream.destroy();
    }
    if ([...rules].some((rule) => rule.refuses && rule.applies(link))) return cut();
    links.add(link);
    for (const socket of [client, upstream]) {
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        if (link.isAbandoned) return;
        links.delete(link);
        cut();
      });
    }
    void pump(client, upstream, () => shapeOf(link, 'up'));
    void pump(upstream, client, () => shapeOf(link, 'down'));
  }

  return {
    async proxy(edge, route, device) {
      const server = createServer({ noDelay: true }, (client) => {
        client.on('error', () => client.destroy());
        const target = route();
        if (target) open(client, edge, target, device);
        else client.destroy();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      servers.push(server);
      return (server.address() as AddressInfo).port;
    },
    cut(applies) {
      for (const link of links) if (applies(link)) link.cut();
    },
    abandon(applies, endAfterMs) {
      for (const link of links) {
        if (!applies(link)) continue;
        link.isAbandoned = true;
        setTimeout(() => {
          links.delete(link);
          link.cut();
        }, endAfterMs).unref();
      }
    },
    impose(rule) {
      rules.add(rule);
      return () => rules.delete(rule);
    },
    calm: () => rules.clear(),
    close() {
      for (const server of servers) server.close();
      for (const link of links) link.cut();
    },
  };
}
