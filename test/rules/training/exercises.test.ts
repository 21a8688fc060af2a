import { describe, expect, it } from 'vitest';
import {
  isLowerBody,
  measureOf,
  normaliseExercise,
  regularWords,
  stepOf,
} from '../../../domain/training/rules/exercise-names.ts';
import { aliasOf, languages } from '../../../domain/training/rules/exercise-names/lookup.ts';
import { catalogue } from '../../../domain/training/rules/exercises.ts';
import type { Exercise } from '../../../domain/training/rules/exercises.ts';

/** The catalogue must keep the keys under which learners have logged. */
const EARLIER_KEYS =
  'bench_press incline_bench_press dumbbell_bench_press overhead_press shoulder_press squat bulgarian_split_squat ' +
  'deadlift romanian_deadlift stiff_leg_deadlift barbell_row pull_up chin_up push_up sit_up lat_pulldown biceps_curl ' +
  'triceps_extension triceps_pushdown skull_crusher calf_raise lateral_raise hip_thrust clean_and_jerk ' +
  'kettlebell_swing farmer_walk run swim ride row walk hike';

describe('[PR8] the catalogue of exercises', () => {
  it('has an exercise once, with a name in every language, and keeps the earlier keys', () => {
    const keys = catalogue.map(({ key }) => key);
    expect(keys.length).toBeGreaterThanOrEqual(200);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toEqual(expect.arrayContaining(EARLIER_KEYS.split(' ')));
    for (const { key, primary, source } of catalogue) {
      expect(primary.length, key).toBeGreaterThan(0);
      for (const language of languages) expect(namesOf(source[language]).every(Boolean), key).toBe(true);
    }
  });

  it('never lets one name lead to two exercises', () => {
    const owners = new Map<string, string>();
    for (const { key, source } of catalogue)
      for (const name of languages.flatMap((one) => [...namesOf(source[one]), ...namesOf(source.past?.[one] ?? key)])) {
        const joined = regularWords(name).join('');
        expect(owners.get(joined) ?? key, name).toBe(key);
        owners.set(joined, key);
      }
  });

  it('says how an exercise is measured, which muscles work and by how much the weight grows', () => {
    expect(exercise('bench_press')).toMatchObject({
      measure: 'weight',
      equipment: 'barbell',
      primary: ['chest'],
      secondary: ['triceps', 'shoulders'],
      isLowerBody: false,
      step: { kg: 2.5, lb: 5 },
    });
    expect(exercise('squat')).toMatchObject({ isLowerBody: true, step: { kg: 5, lb: 10 } });
    expect(exercise('kettlebell_swing').step).toEqual({ kg: 4, lb: 10 });
    expect(['pull_up', 'assisted_pull_up', 'plank', 'run', 'dumbbell_lunge', 'sandbag_carry'].map(measureOf)).toEqual([
      'bodyweight',
      'assisted',
      'time',
      'distance',
      'weight',
      undefined,
    ]);
  });

  it('knows an unknown exercise by the one with which its name ends', () => {
    expect(measureOf('tempo_squat')).toBe('weight');
    expect(stepOf('tempo_squat')).toEqual({ kg: 5, lb: 10 });
    expect(stepOf('jefferson_curl')).toEqual({ kg: 2.5, lb: 5 });
    expect(measureOf('assisted_muscle_up')).toBe('assisted');
  });

  it.each([
    'squat_tempo',
    'squat_to_box',
    'deadlift_from_block',
    'hip_thrust_single_leg',
    'machine_leg_press_horizontal',
    'glute_machine',
  ])('knows %s by the longest name in it, with the step of the lower body [PR6]', (key) => {
    expect(stepOf(key)).toEqual({ kg: 5, lb: 10 });
    expect(isLowerBody(key)).toBe(true);
  });

  it('does not take an everyday word in the middle for an exercise', () => {
    expect(measureOf('press_the_button')).toBeUndefined();
  });

  it.each([
    ['ring_push_up', 'bodyweight'],
    ['band_push_up', 'bodyweight'],
    ['plate_push_up', 'bodyweight'],
    ['machine_pull_up', 'bodyweight'],
    ['pull_up_tempo', 'bodyweight'],
    ['bodyweight_hip_thrust', 'bodyweight'],
    ['smith_machine_push_up', 'weight'],
    ['dumbbell_push_up', 'weight'],
    ['assisted_ring_dip', 'assisted'],
    ['assisted_bench_press', 'weight'],
    ['assisted_dumbbell_lunge', 'weight'],
    ['trx_pistol_squat', 'bodyweight'],
  ])('%s is measured as %s', (key, measure) => {
    expect(measureOf(key)).toBe(measure);
  });

  it.each([
    ['superman', 'back extension'],
    ['softball', 'baseball'],
    ['racquetball', 'squash'],
    ['windsurfing', 'surfing'],
    ['kitesurfing', 'windsurfing'],
    ['karate', 'mma'],
    ['taekwondo', 'martial arts'],
    ['jiu jitsu', 'judo'],
    ['muay thai', 'kickboxing'],
    ['ice hockey', 'field hockey'],
    ['ring muscle-up', 'muscle-up'],
    ['paused bench', 'bench press'],
    ['paused squat', 'squat'],
    ['Back Extension (Machine)', 'back extension'],
  ])('%s and %s are two exercises', (one, other) => {
    expect(normaliseExercise(one).key).not.toBe(normaliseExercise(other).key);
  });
});

describe('[PR8] the names of the catalogue', () => {
  it('may be everyday words too', () => {
    const match = (text: string) => aliasOf(regularWords(text));
    for (const word of ['row', 'dead', 'press', 'march', 'clean', 'snatch', 'bench', 'Bank', 'fondos', 'planche'])
      expect(match(word), word).toMatchObject({ isAmbiguous: true });
    for (const name of ['bench press', 'Bankdrücken', 'ran'])
      expect(match(name), name).toMatchObject({ isAmbiguous: false });
    expect(match('tomorrow')).toBeUndefined();
  });

  it('lead to the key of their exercise', () => {
    for (const { key, source } of catalogue)
      for (const name of languages.flatMap((language) => namesOf(source[language]))) {
        expect(normaliseExercise(name).key, name).toBe(key);
        expect(aliasOf(regularWords(name)), name).toMatchObject({ exercise: { key } });
      }
  });
});

const namesOf = (list: string) => list.split(', ').map((name) => name.replace('?', ''));

function exercise(key: string): Exercise {
  const found = catalogue.find((one) => one.key === key);
  if (!found) throw new Error(`no exercise ${key}`);
  return found;
}
