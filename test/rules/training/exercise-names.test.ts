import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exerciseTitle, isLowerBody, normaliseExercise } from '../../../domain/training/rules/exercise-names.ts';

describe('[PR1] every exercise has one key', () => {
  it.each([
    ['Bench Press', 'bench_press'],
    ['bench_press', 'bench_press'],
    ['  bench   presses ', 'bench_press'],
    ['bench', 'bench_press'],
    ['BB bench press', 'bench_press'],
    ['DB bench', 'dumbbell_bench_press'],
    ['OHP', 'overhead_press'],
    ['military press', 'overhead_press'],
    ['shoulder press', 'shoulder_press'],
    ['Squats', 'squat'],
    ['back squat', 'squat'],
    ['front squats', 'front_squat'],
    ['deadlifts', 'deadlift'],
    ['RDLs', 'romanian_deadlift'],
    ['pull-ups', 'pull_up'],
    ['pullups', 'pull_up'],
    ['chins', 'chin_up'],
    ['Push-Ups', 'push_up'],
    ['bicep curls', 'biceps_curl'],
    ["farmer's walks", 'farmer_walk'],
    ['Clean & Jerk', 'clean_and_jerk'],
    ['calf raises', 'calf_raise'],
    ['lunges', 'lunge'],
    ['bent-over rows', 'barbell_row'],
    ['runs', 'run'],
    ['jogging', 'run'],
    ['swims', 'swim'],
    ['rides', 'ride'],
    ['rows', 'row'],
    ['Kniebeugen', 'kniebeugen'],
    ['constructor', 'constructor'],
  ])('%s → %s', (typed, key) => {
    expect(normaliseExercise(typed).key).toBe(key);
  });
  it('keeps the typed name in a readable form', () => {
    expect(normaliseExercise(' Bench_Press ').name).toBe('Bench Press');
    expect(exerciseTitle('bench_press')).toBe('Bench press');
  });
  it('is stable: the key of a key is the key itself', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const { key } = normaliseExercise(typed);
        return normaliseExercise(key).key === key;
      }),
    );
    for (const key of ['bench_press', 'squat', 'biceps_curl', 'row', 'farmer_walk']) {
      expect(normaliseExercise(key).key).toBe(key);
    }
  });
  it('recognises exercises of the lower body', () => {
    expect(['squat', 'romanian_deadlift', 'leg_press', 'calf_raise', 'lunge'].every(isLowerBody)).toBe(true);
    expect(['bench_press', 'hanging_leg_raise', 'barbell_row'].some(isLowerBody)).toBe(false);
  });
});
