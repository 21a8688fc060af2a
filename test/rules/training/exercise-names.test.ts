import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exerciseTitle, isLowerBody, normaliseExercise } from '../../../domain/training/rules/exercise-names.ts';
import { catalogue } from '../../../domain/training/rules/exercises.ts';

describe('[PR1, PR8] every exercise has one key', () => {
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
    ['Kniebeugen', 'squat'],
    ['Jefferson curls', 'jefferson_curl'],
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

describe('[PR8] one exercise has one key in every language and notation', () => {
  it.each([
    ['bench_press', 'Bench Press (Barbell)', 'barbell bench press', 'bench press barbell', 'bench'],
    ['bench_press', 'Bankdrücken', 'Bankdruecken', 'Bankdrucken', 'Langhantel-Bankdrücken'],
    ['bench_press', 'press de banca', 'press banca con barra', 'développé couché', 'developpe couche à la barre'],
    ['dumbbell_bench_press', 'Bench Press (Dumbbell)', 'dumbbell bench press', 'DB bench', 'bench press db'],
    ['dumbbell_bench_press', 'Kurzhantel-Bankdrücken', 'Bankdrücken mit der Kurzhantel', 'KH Bankdrücken'],
    ['dumbbell_bench_press', 'press de banca con mancuernas', 'développé couché aux haltères'],
    ['smith_machine_bench_press', 'Bench Press (Smith Machine)', 'smith bench', 'Bankdrücken an der Multipresse'],
    ['kettlebell_front_squat', 'Front Squat (Kettlebell)', 'kettlebell front squats', 'KB front squat'],
    ['dumbbell_row', 'Bent Over Row (Dumbbell)', 'one-arm dumbbell rows', 'Kurzhantelrudern', 'remo con mancuerna'],
    ['barbell_row', 'Bent Over Row (Barbell)', 'row (barbell)', 'Langhantelrudern', 'remo con barra', 'rowing barre'],
    ['biceps_curl', 'Bicep Curl (Dumbbell)', 'curls', 'Bizeps', 'curl de bíceps'],
    ['barbell_curl', 'Bicep Curl (Barbell)', 'barbell curl', 'Langhantelcurls', 'curl barre'],
    ['dumbbell_lunge', 'Lunge (Dumbbell)', 'dumbbell lunges', 'Ausfallschritte mit Kurzhanteln'],
    [
      'pull_up',
      'Pull Up',
      'Pull Up (Weighted)',
      'Klimmzüge',
      'Klimmzug',
      'dominadas',
      'tractions',
      'tractions lestées',
    ],
    ['assisted_pull_up', 'Pull Up (Assisted)', 'assisted pull-ups', 'unterstützte Klimmzüge', 'dominadas asistidas'],
    ['assisted_muscle_up', 'Muscle Up (Assisted)', 'assisted muscle-ups'],
    ['run', 'running', 'ran', 'Joggen', 'gelaufen', 'corrí', 'couru', 'course à pied'],
    ['treadmill_run', 'Running (Treadmill)', 'treadmill', 'Laufband'],
    ['row', 'rowing', 'Rowing (Machine)', 'gerudert', 'remé', 'ramé', 'aviron'],
    ['barbell_jefferson_curlette', 'Jefferson Curlette (Barbell)', 'barbell jefferson curlettes'],
  ])('%s', (key, ...typed) => {
    expect(typed.map((name) => normaliseExercise(name).key)).toEqual(typed.map(() => key));
  });

  it('keeps its own key, whatever equipment is named with it', () => {
    const equipment = ['barbell', 'dumbbell', 'kettlebell', 'cable', 'machine', 'smith_machine', 'band', 'assisted'];
    for (const { key, source } of catalogue) {
      expect(normaliseExercise(key).key).toBe(key);
      for (const one of equipment) {
        const [english = ''] = source.en.split(', ');
        const named = normaliseExercise(`${one} ${key}`).key;
        expect(normaliseExercise(named).key, `${one} ${key}`).toBe(named);
        const typed = normaliseExercise(`${english.replace('?', '')} (${one})`).key;
        expect(normaliseExercise(typed).key, `${english} (${one})`).toBe(typed);
      }
    }
  });
});
