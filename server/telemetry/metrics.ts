import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The metrics of a node, as plain functions. */
export interface Metrics {
  /** The state of this node, sampled at intervals. */
  state(sample: { sockets: number; streams: number; nodes: number; bus: string }): void;
  eventsAppended(count: number): void;
  replyDeltas(count: number): void;
  /** Counts a client that was disconnected because it read too slowly [B1]. */
  slowConsumer(): void;
  /** The time from the commit of an event until it is sent to the sockets of this node. */
  fanout(seconds: number): void;
  operation(name: string, outcome: string, seconds: number): void;
  /** Returns the metrics in the text format of Prometheus. */
  render(): Promise<string>;
}

/**
 * @param options.ofProcess whether to measure the process as well: memory, garbage collection and event loop. This
 *   takes half a percent of a core
 */
export function createMetrics({ ofProcess = true } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (ofProcess) collectDefaultMetrics({ register: registry });
  const sockets = new Gauge({ name: 'courseside_sockets', help: 'Connected sockets', registers });
  const streams = new Gauge({
    name: 'courseside_streams',
    help: 'Streams that devices of this node follow',
    registers,
  });
  const nodes = new Gauge({ name: 'courseside_nodes', help: 'Live nodes, including this one', registers });
  const bus = new Gauge({
    name: 'courseside_bus_up',
    help: '1 if the nodes can reach each other over the bus',
    registers,
  });
  const events = new Counter({
    name: 'courseside_events_appended_total',
    help: 'Durable events committed by this node',
    registers,
  });
  const deltas = new Counter({
    name: 'courseside_reply_deltas_total',
    help: 'Reply deltas sent to devices of this node',
    registers,
  });
  const fanout = new Histogram({
    name: 'courseside_fanout_seconds',
    help: 'Time from the commit of an event until it is sent to the sockets of this node',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5],
    registers,
  });
  const slowConsumers = new Counter({
    name: 'courseside_slow_consumers_total',
    help: 'Clients disconnected because more than 1 MiB waited for them to read',
    registers,
  });
  const operations = new Histogram({
    name: 'courseside_operation_seconds',
    help: 'Duration of operations',
    labelNames: ['operation', 'outcome'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  return {
    state(sample) {
      sockets.set(sample.sockets);
      streams.set(sample.streams);
      nodes.set(sample.nodes);
      bus.set(sample.bus === 'up' ? 1 : 0);
    },
    eventsAppended: (count) => events.inc(count),
    replyDeltas: (count) => deltas.inc(count),
    slowConsumer: () => slowConsumers.inc(),
    fanout: (seconds) => fanout.observe(seconds),
    operation: (operation, outcome, seconds) => operations.observe({ operation, outcome }, seconds),
    render: () => registry.metrics(),
  };
}
