import type { Module } from '../contract/module.ts';

export { parseFrequency } from '../../training/rules/frequency.ts';
export { parseTimeline } from './timeline.ts';

type Node = Pick<Module, 'id' | 'nodeId' | 'path' | 'prerequisites' | 'estimatedDuration'>;

/**
 * Return the progress from 0 to 100, with one decimal: the share of completed leaf modules (modules without modules
 * below them), weighted by their estimated duration [LE2]. It is 100 only when all are complete.
 */
export function courseProgress(modules: readonly Node[], completedIds: Iterable<string>): number {
  const completed = new Set(completedIds);
  const leaves = leavesOf(modules);
  const done = weightOf(leaves.filter(({ id }) => completed.has(id)));
  return leaves.length === 0 ? 0 : Math.floor((done / weightOf(leaves)) * 1_000) / 10;
}

/** Return the first incomplete leaf module whose prerequisites are met [LE2], or undefined if there is none. */
export function nextModule<M extends Node>(modules: readonly M[], completedIds: Iterable<string>): M | undefined {
  const completed = new Set(completedIds);
  const leaves = leavesOf(modules);
  const isMet = (nodeId: string): boolean => {
    const node = modules.find((module) => module.nodeId === nodeId);
    // A prerequisite that was removed from the course counts as met.
    if (!node || completed.has(node.id)) return true;
    const within = leaves.filter((leaf) => isBelow(leaf, node));
    return within.length > 0 && within.every(({ id }) => completed.has(id));
  };
  return leaves.filter(({ id }) => !completed.has(id)).find(({ prerequisites }) => prerequisites.every(isMet));
}

function leavesOf<M extends Node>(modules: readonly M[]): M[] {
  return modules.filter((module) => !modules.some((other) => isBelow(other, module))).sort(byPath);
}

const isBelow = (module: Node, ancestor: Node) => module.path.startsWith(`${ancestor.path}.`);

/**
 * Return the total weight of modules, which is their estimated duration in minutes. A module without an estimate weighs
 * one minute, so that it still counts.
 */
function weightOf(modules: readonly Node[]): number {
  return modules.reduce((sum, { estimatedDuration }) => sum + Math.max(1, estimatedDuration), 0);
}

/** Compare modules by the numbers of their paths, so that `1.2` comes before `1.10`. */
function byPath(a: Node, b: Node): number {
  const [left, right] = [a, b].map(({ path }) => path.split('.').map(Number)) as [number[], number[]];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at === -1 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
}
