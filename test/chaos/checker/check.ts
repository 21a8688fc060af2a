import type { History } from '../history.ts';
import { ackedOnce } from './acked-once.ts';
import { derivedFacts } from './derived-facts.ts';
import { deviceView } from './device-view.ts';
import { queueOrder } from './queue-order.ts';
import { repliesEnded } from './replies-ended.ts';
import { replyText } from './reply-text.ts';
import { unackedAtMostOnce } from './unacked-at-most-once.ts';
import type { Violation } from './violation.ts';

const PROPERTIES = [ackedOnce, unackedAtMostOnce, queueOrder, deviceView, repliesEnded, replyText, derivedFacts];

/** Return all violations of PROTOCOL.md in the history. The list is empty if there is none. */
export function check(history: History): Violation[] {
  return PROPERTIES.flatMap((property) => property(history));
}
