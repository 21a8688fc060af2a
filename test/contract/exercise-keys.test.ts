import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { measureOf, normaliseExercise } from '../../domain/training/rules/exercise-names.ts';
import { keyHistory } from '../../domain/training/rules/exercise-names/version.ts';
import { catalogue } from '../../domain/training/rules/exercises.ts';
import { migrations } from '../../persistence/migrations.ts';

const EQUIPMENT =
  'barbell, dumbbell, kettlebell, machine, cable, smith machine, ez bar, trap bar, landmine, band, plate, rings, ' +
  'treadmill, rope, bodyweight, weighted, assisted';

describe('[PR10] the keys of exercises', () => {
  it('are the recorded ones: a change needs a migration that lists all learners again, and a line of history', () => {
    const hash = createHash('sha256');
    for (const name of allNames()) {
      const { key } = normaliseExercise(name);
      hash.update(`${name}: ${key} ${measureOf(key)}\n`);
    }
    const digest = hash.digest('hex');
    expect(
      keyHistory.at(-1)?.hash,
      `Names lead to other keys or measures. Stored entries must follow: add a migration that puts all learners with \
exercises on the list exercise_keys_due again, and a line to domain/training/rules/exercise-names/version.ts with the \
migration and this hash: ${digest}. If no server has run the last migration yet, record \
the hash in the last line.`,
    ).toBe(digest);
  });

  it('have a migration of its own for each line of history', () => {
    const named = keyHistory.map(({ migration }) => migration);
    expect(new Set(named).size).toBe(named.length);
    expect(migrations.map(({ name }) => name)).toEqual(expect.arrayContaining(named));
  });
});

/** Return all names of the catalogue, and the first name of each language with each kind of equipment in brackets. */
function allNames(): string[] {
  return catalogue.flatMap(({ source }) =>
    (['en', 'de', 'es', 'fr'] as const).flatMap((language) => {
      const names = [source[language], source.past?.[language]]
        .flatMap((list) => list?.split(', ') ?? [])
        .map((name) => name.replace('?', ''));
      return [...names, ...EQUIPMENT.split(', ').map((one) => `${names[0]} (${one})`)];
    }),
  );
}
