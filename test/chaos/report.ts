import { commandStories } from './checker/commands.ts';
import type { Violation } from './checker/violation.ts';
import type { History } from './history.ts';
import type { Inflicted } from './plan.ts';

export interface Report {
  seed: string;
  minutes: number;
  commands: { acked: number; unacked: number };
  faults: Map<string, number>;
  /** The number of events in the log, and the number that devices received. */
  events: { logged: number; delivered: number };
  replies: { all: number; retried: number; failed: number };
  /** The number of connections on which a device asked for missed events by sending its cursors. */
  resumes: number;
  /** The longest time from the end of a round of faults until every device was connected and had all events. */
  longestHealMs: number;
  violations: Violation[];
  /** The output of all nodes' processes. */
  output: string;
}

interface Run extends Pick<Report, 'seed' | 'minutes' | 'violations' | 'output'> {
  history: History;
  inflicted: Inflicted;
}

export function summarize({ history, inflicted, ...run }: Run): Report {
  const { entries, truth } = history;
  const stories = commandStories(history);
  const acked = stories.filter(({ acks }) => acks.length > 0).length;
  const logged = [...truth.log.values()].flat();
  const retried = logged.filter(({ t, reply }) => t === 'reply.started' && (reply?.attempt ?? 0) > 1);
  return {
    ...run,
    commands: { acked, unacked: stories.length - acked },
    faults: inflicted.counts,
    events: { logged: logged.length, delivered: entries.filter(({ kind }) => kind === 'event').length },
    replies: {
      all: truth.replies.length,
      retried: new Set(retried.map(({ reply }) => reply?.replyId)).size,
      failed: truth.replies.filter(({ state }) => state === 'failed').length,
    },
    resumes: entries.filter((entry) => entry.kind === 'connected' && Object.keys(entry.cursors).length > 0).length,
    longestHealMs: inflicted.longestHealMs,
  };
}

const MAX_SHOWN = 20;

export function render(report: Report): string {
  const { seed, minutes, commands, faults, events, replies, resumes, longestHealMs, violations } = report;
  const kinds = [...faults].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `  ${name}: ${count}`);
  const shown = violations
    .slice(0, MAX_SHOWN)
    .flatMap(({ property, message, context }) => [
      `✗ ${property}: ${message}`,
      ...context.map((line) => `    ${line}`),
    ]);
  return [
    `seed ${seed}, ${minutes} minutes`,
    `commands: ${commands.acked} acked, ${commands.unacked} unacked`,
    `faults: ${[...faults.values()].reduce((sum, count) => sum + count, 0)}`,
    ...kinds,
    `events: ${events.logged} logged, ${events.delivered} delivered`,
    `replies: ${replies.all}, ${replies.retried} took another attempt, ${replies.failed} failed`,
    `resumes: ${resumes}`,
    `longest time to heal: ${longestHealMs} ms`,
    `violations: ${violations.length}`,
    ...shown,
    '',
  ].join('\n');
}
