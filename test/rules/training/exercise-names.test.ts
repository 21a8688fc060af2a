import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  exerciseTitle,
  isLowerBody,
  normaliseExercise,
  regularWords,
} from '../../../domain/training/rules/exercise-names.ts';
import { withoutEquipment } from '../../../domain/training/rules/exercise-names/equipment.ts';
import { catalogue } from '../../../domain/training/rules/exercises.ts';

const words = [
  ...new Set(catalogue.flatMap(({ source }) => [source.en, source.de, source.es, source.fr].join(' ').split(/[ ,]+/))),
];
/** Words of the catalogue with equipment, plurals, brackets and letters that change when written small. */
const typedName = fc
  .array(
    fc.oneof(
      fc.constantFrom(...words),
      fc.constantFrom('DBs', 'KBs', 'BBs', 'KH', 'w/', 'with', 'rope', 'banded', 'weighted', 'assisted', 'ẞ', 'GESÄẞ'),
      fc.constantFrom('barbell', 'dumbbells', 'machine', 'smith', 'rings', 'Bankdruecken', '(Barbell)', '(Weighted)'),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(' '));

const LANGUAGES = ['en', 'de', 'es', 'fr'] as const;
/** Equipment in English, German, Spanish and French. */
const EQUIPMENT = {
  barbell: ['barbell', 'Langhantel', 'barra', 'barre'],
  dumbbell: ['dumbbell', 'Kurzhantel', 'mancuerna', 'haltère'],
  machine: ['machine', 'Maschine', 'máquina', 'machine'],
  cable: ['cable', 'Kabelzug', 'polea', 'poulie'],
  kettlebell: ['KB', 'Kugelhantel', 'pesa rusa', 'kettlebell'],
  band: ['banded', 'Gummiband', 'banda', 'élastique'],
  smith_machine: ['smith machine', 'Multipresse', 'multipower', 'cadre guidé'],
  ring: ['rings', 'Ringe', 'anillas', 'anneaux'],
  bodyweight: ['bodyweight', 'Körpergewicht', 'peso corporal', 'poids du corps'],
  weighted: ['weighted', 'Zusatzgewicht', 'lastre', 'lesté'],
  assisted: ['assisted', 'unterstützt', 'asistido', 'assisté'],
};
/** A seated press has a name with the barbell alone, and in French `barre` is also the bar on which one hangs. */
const EXCEPTIONS = new Set(['barbell shoulder_press', 'barbell muscle_up', 'barbell front_lever']);

/** Return the names of one language that are no everyday words and name no equipment themselves. */
function namesOf(list: string): string[] {
  return list.split(', ').filter((name) => !name.endsWith('?') && withoutEquipment(regularWords(name)).next().done);
}

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
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), typedName), (typed) => {
        const { key } = normaliseExercise(typed);
        return normaliseExercise(key).key === key;
      }),
      { numRuns: 2_000 },
    );
    for (const typed of ['DBs bench press', 'GESÄẞBRÜCKE', 'KBs', 'Kurzhantelkurzhantelrudern', 'Füẞe', 'Œuvres']) {
      const { key } = normaliseExercise(typed);
      expect(normaliseExercise(key).key, typed).toBe(key);
    }
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
    ['squat', 'Weighted Squat', 'Squat (Weighted)', 'sentadilla con lastre', 'Kniebeugen mit Zusatzgewicht'],
    ['hip_thrust', 'Weighted Hip Thrust'],
    ['deadlift', 'Weighted Deadlift'],
    ['plank', 'weighted plank', 'Plank (Weighted)'],
    ['bodyweight_squat', 'Squat (Bodyweight)', 'bodyweight squats'],
    ['dumbbell_lunge', 'weighted dumbbell lunge', 'Lunge (Dumbbell, Weighted)'],
    [
      'dumbbell_bench_press',
      'DBs bench press',
      'bench press w/ dumbbells',
      'Dumbell bench press',
      'bench press dumbells',
    ],
    ['dumbbell_incline_bench_press', 'Bench press dumbbell incline', 'Incline Bench Press (Dumbbell)'],
    ['incline_bench_press', 'Bench Press (Incline)', 'bench press incline'],
    ['romanian_deadlift', 'Deadlift (Romanian)'],
    ['barbell_row', 'barbel row', 'Row (barbels)'],
    ['machine_row', 'Row (Machine)', 'machine row', 'Remo (Máquina)'],
    ['row', 'Rudern (Maschine)', 'Rudern an der Maschine', 'Rowing (Machine)'],
    ['assisted_pull_up', 'Klimmzug (Maschine)', 'Klimmzüge an der Maschine', 'Pull Up (Machine)', 'machine pull-ups'],
    ['assisted_ring_dip', 'Ring Dip (Assisted)', 'assisted ring dip', 'assisted ring dips'],
    ['assisted_bench_press', 'Bench Press (Assisted)', 'assisted bench press'],
    ['triceps_pushdown', 'Triceps Pushdown (Rope)', 'rope triceps pushdown', 'Tricep Pushdown with a rope'],
    ['cable_curl', 'Bicep Curl (Rope)', 'rope biceps curl'],
    ['rope_pull_up', 'rope pull-up'],
    ['dumbbell_shoulder_press', 'Seated Overhead Press (Dumbbell)', 'Seated Shoulder Press (Dumbbell)'],
    ['smith_machine_shoulder_press', 'Seated Overhead Press (Smith Machine)', 'Shoulder Press (Smith Machine)'],
    ['machine_shoulder_press', 'Seated Overhead Press (Machine)', 'Seated Shoulder Press (Machine)'],
    ['squat', 'high-bar back squat', 'low bar back squats', 'Back Squat (High Bar)'],
    ['band_deadlift', 'banded deadlift', 'Deadlift (Band)', 'Kreuzheben mit Gummiband'],
    ['dip', 'bar dips', 'Dips (Bar)'],
    ['overhead_press', 'press militar', 'press militar de pie', 'Militärpresse stehend', 'développé militaire debout'],
    ['run', 'Läufe', 'Lauf', 'Laeufe'],
    ['dumbbell_bench_press', 'Dumbell press', 'DB press'],
    ['skull_crusher', 'French press', 'press francés'],
    ['dumbbell_bench_press', 'Bankdruecken mit der Kurzhantel', 'Kurzhantel-Bankdruecken'],
    ['decline_push_up', 'Liegestütze mit erhoehten Füßen', 'Liegestuetze mit erhöhten Fuessen'],
    ['assisted_muscle_up', 'unterstützte Muscle-ups', 'unterstuetzte Muscle-ups'],
    ['bodyweight_hip_thrust', 'Hip Thrust mit Körpergewicht', 'Hip Thrust mit Koerpergewicht'],
    ['paused_bench_press', 'Bench Press (Paused)', 'paused bench', 'pause bench press'],
    ['strict_muscle_up', 'Muscle Up (Strict)', 'strict muscle-up'],
    ['tempo_goblet_squat', 'Goblet Squat (Tempo)', 'tempo goblet squats'],
    ['barbell_jefferson_curlette', 'Jefferson Curlette (Barbell)', 'barbell jefferson curlettes'],
  ])('%s', (key, ...typed) => {
    expect(typed.map((name) => normaliseExercise(name).key)).toEqual(typed.map(() => key));
  });

  it('equipment leads from each name of an exercise to the same key, before it, behind it and in brackets', () => {
    for (const { key, source } of catalogue)
      for (const [variant, phrases] of Object.entries(EQUIPMENT)) {
        if (EXCEPTIONS.has(`${variant} ${key}`)) continue;
        const typed = LANGUAGES.flatMap((language, index) =>
          namesOf(source[language]).flatMap((name) => [
            `${name} (${phrases[index]})`,
            `${phrases[index]} ${name}`,
            `${name} ${phrases[index]}`,
          ]),
        );
        const keys = new Map(typed.map((text) => [normaliseExercise(text).key, text]));
        expect([...keys], `${variant} ${key}`).toHaveLength(typed.length > 0 ? 1 : 0);
      }
  });

  it('reads a name of nothing but equipment in a moment', () => {
    for (const word of ['weighted', 'assisted', 'barbell', 'smith machine', 'rope'])
      expect(normaliseExercise(`${word} `.repeat(10)).key).not.toBe('');
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
