import type { Stores } from '../../../areas/stores.ts';
import { userStream } from '../../../call.ts';
import { nextTurn } from '../../../next-turn.ts';
import type { Transactions, Tx } from '../../../ports.ts';
import { asMeasured } from '../../rules/activity/exercise-data.ts';
import { isKeepable, normaliseExercise } from '../../rules/exercise-names.ts';
import { metricsOf } from '../../rules/metrics.ts';
import { startReplay } from '../../rules/record.ts';
import type { KeyMove, ProgressRow, StoredExercise } from '../../stores.ts';
import { entryForEvent } from '../entry-view.ts';
import { loadLearner } from '../learner.ts';
import type { Learner } from '../learner.ts';
import { updateAchievements } from './achievement.ts';
import { exerciseLog, replaceRecords } from './record.ts';
import { healSessionsOf } from './session.ts';
import { computeStreak } from './streak.ts';

/** About how many entries move in one transaction. Commands of the learner wait until it commits. */
const ENTRIES_AT_ONCE = 500;
/** How many logs are read and folded in one turn of the event loop. */
const LOGS_AT_ONCE = 500;
const NAMES_AT_ONCE = 200;
const PLAIN: Parameters<typeof asMeasured>[1] = [{ weight: { value: 1, unit: 'kg' }, reps: 1 }];

interface Deps {
  read(): Stores;
  transactions: Transactions;
  now(): Date;
}

/**
 * Gives the entries of a learner the keys of the present catalogue, and replays the facts of all exercises that lost or
 * got entries [PR10]. Exercises that become one move in one transaction together with their facts, so that a node may
 * die between two of them. If one of the transactions fails, the others run nevertheless, and the learner stays on the
 * list.
 */
export async function moveExerciseKeys({ read, transactions, now }: Deps, userId: string): Promise<void> {
  const command = { userId, streams: [userStream(userId)] };
  const failures: unknown[] = [];
  for (const moves of inBatches(await groupsOf(await read().exerciseKeys.names(userId)))) {
    const moving = transactions.run(command, async (tx) => {
      await moveTogether(tx, await loadLearner(tx, userId), moves, now());
      return null;
    });
    await moving.catch((error: unknown) => failures.push(error));
    await nextTurn();
  }
  if (failures.length > 0) throw failures[0];
  await transactions.run(command, async (tx) => {
    // A node of the previous version may have logged more in the meantime. Then the learner stays on the list.
    if ((await groupsOf(await tx.exerciseKeys.names(userId))).length === 0) await tx.exerciseKeys.take(userId);
    return null;
  });
}

type Move = KeyMove & Pick<StoredExercise, 'entries'>;

/** Returns the moves in groups. Exercises that exchange entries are in one group. */
async function groupsOf(stored: readonly StoredExercise[]): Promise<Move[][]> {
  const roots = new Map<string, string>();
  const rootOf = (key: string): string => {
    let root = key;
    for (let next = roots.get(root); next !== undefined; next = roots.get(root)) root = next;
    if (root !== key) roots.set(key, root);
    return root;
  };
  const moves: Move[] = [];
  for (const [index, one] of stored.entries()) {
    if (index % NAMES_AT_ONCE === 0) await nextTurn();
    const move = moveOf(one);
    if (!move) continue;
    moves.push(move);
    const [from, to] = [rootOf(move.from), rootOf(move.to)];
    if (from !== to) roots.set(from, to);
  }
  return [...Map.groupBy(moves, ({ from }) => rootOf(from)).values()];
}

/** Returns how the entries with a name change, or undefined if they are as they would be logged now. */
function moveOf({ exerciseKey: from, name, isWhole, isWeighted, entries }: StoredExercise): Move | undefined {
  const exercise = normaliseExercise(name);
  // An earlier catalogue may have written a long name in a shorter form. Such an entry keeps its key.
  if (!isKeepable(exercise)) return undefined;
  const to = exercise.key;
  const isRemeasured = isWeighted && takesLoads(to);
  return from === to && isWhole && !isRemeasured ? undefined : { from, name, to, entries };
}

function inBatches(groups: readonly Move[][]): Move[][] {
  const batches: Move[][] = [];
  let room = 0;
  for (const group of groups) {
    const size = group.reduce((sum, { entries }) => sum + entries, 0);
    if (size > room) {
      batches.push([]);
      room = ENTRIES_AT_ONCE;
    }
    batches.at(-1)?.push(...group);
    room -= size;
  }
  return batches;
}

async function moveTogether(tx: Tx, learner: Learner, moves: readonly Move[], now: Date): Promise<void> {
  const { userId } = learner;
  const moved = await tx.exerciseKeys.move(userId, moves);
  const changed = new Set<string>();
  let isRemeasured = false;
  for (const key of new Set(moves.map(({ to }) => to)))
    for (const { id } of await measureLoads(tx, userId, key)) {
      changed.add(id);
      isRemeasured = true;
    }
  if (moved === 0 && !isRemeasured) return;
  for (const key of new Set(moves.flatMap(({ from, to }) => [from, to])))
    for (const id of await replayInPages(tx, learner, key)) changed.add(id);
  if (changed.size > 0)
    await updateAchievements(tx, userId, await computeStreak(tx, learner, 'overall', now), now, 'edited');
  await healSessionsOf(tx, learner, [...changed]);
}

/** Returns whether a plain weight of the exercise is stored as a load on one's own weight. */
function takesLoads(key: string): boolean {
  return asMeasured(key, PLAIN) !== PLAIN;
}

/** Turns plain weights into loads, as they would be logged now [PR9], and returns the changed entries. */
async function measureLoads(tx: Tx, userId: string, key: string): Promise<ProgressRow[]> {
  if (!takesLoads(key)) return [];
  const all: ProgressRow[] = [];
  for (let after: string | undefined; ;) {
    const page = await tx.exerciseKeys.weighted(userId, key, after);
    if (page.length === 0) return all;
    after = page.at(-1)?.id;
    const changed = page.flatMap(withLoads);
    await tx.exerciseKeys.saveSets(changed);
    for (const entry of changed)
      if (entry.deletedAt === undefined && entry.status !== 'undone')
        tx.append(userStream(userId), 'progress.updated', entryForEvent(entry));
    all.push(...changed);
    await nextTurn();
  }
}

function withLoads(entry: ProgressRow): ProgressRow[] {
  // An entry keeps the key of an earlier catalogue if its name is too long for this one.
  if (!('sets' in entry.data) || entry.exerciseKey === undefined) return [];
  const sets = asMeasured(entry.exerciseKey, entry.data.sets);
  const data = { ...entry.data, sets };
  return sets === entry.data.sets ? [] : [{ ...entry, data, metrics: metricsOf(data) }];
}

/** Replays one exercise, and returns the entries whose records changed. */
async function replayInPages(tx: Tx, { userId, zone }: Learner, exerciseKey: string): Promise<string[]> {
  const replay = startReplay();
  for (let after: ProgressRow | undefined; ;) {
    const page = await tx.progress.counting({ userId, exerciseKey, limit: LOGS_AT_ONCE, ...(after && { after }) });
    replay.add(page.map(exerciseLog));
    after = page.at(-1);
    if (page.length < LOGS_AT_ONCE) break;
    await nextTurn();
  }
  const { set, revoked } = await replaceRecords(tx, userId, exerciseKey, replay.result(), { reason: 'edited', zone });
  return [...set, ...revoked].map(({ entryId }) => entryId);
}
