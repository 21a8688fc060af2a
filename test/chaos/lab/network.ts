import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { pump } from './pump.ts';
import type { Shape } from './pump.ts';

/** Where a connection belongs: between a device and a node, or a node and what it depends on. */
export type Edge = 'device' | 'redis' | 'postgres';

/** `up`: from who connected. */
export type Direction = 'up' | 'down';

export interface Link {
  edge: Edge;
  node: number;
  /** of edge `device` */
  device: string | undefined;
  /** Ends it without a goodbye. */
  cut(): void;
  /** One end is gone and the other is not told. */
  isAbandoned: boolean;
}

/** What happens to the links it names, those that come later included. */
export interface Rule {
  applies(link: Link): boolean;
  up?: Shape;
  down?: Shape;
  /** New connections are ended at once. */
  refuses?: boolean;
}

export interface Route {
  port: number;
  node: number;
}

/** All connections of the system under test, through TCP proxies of our own. */
export interface Network {
  /** A port of 127.0.0.1 that leads where `route` says at the time of each connection; undefined: nowhere. */
  proxy(edge: Edge, route: () => Route | undefined, device?: string): Promise<number>;
  cut(applies: (link: Link) => boolean): void;
  /** Those that exist now carry nothing any more, and end after a while. */
  abandon(applies: (link: Link) => boolean, endAfterMs: number): void;
  /** @returns a function that takes the rule back */
  impose(rule: Rule): () => void;
  /** Takes back every rule. */
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
