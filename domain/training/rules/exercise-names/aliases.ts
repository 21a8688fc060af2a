/** Abbreviations of equipment. */
export const equipment: ReadonlyMap<string, string> = new Map([
  ['db', 'dumbbell'],
  ['bb', 'barbell'],
  ['kb', 'kettlebell'],
]);

/** Words whose singular also ends in s. */
export const keepPlural: ReadonlySet<string> = new Set([
  'biceps',
  'triceps',
  'quadriceps',
  'abs',
  'lats',
  'pilates',
  'gymnastics',
  'series',
]);

/**
 * Other names (in regular form and singular) and the key that they mean. `shoulder_press` is no alias, because it may
 * be done seated or with dumbbells.
 */
export const aliases: { readonly [key: string]: string } = {
  ...of('bench_press', 'bench', 'benching', 'flat_bench', 'flat_bench_press', 'barbell_bench', 'barbell_bench_press'),
  ...of('incline_bench_press', 'incline_bench', 'incline_press'),
  ...of('dumbbell_bench_press', 'dumbbell_bench', 'dumbbell_press'),
  ...of('overhead_press', 'ohp', 'military_press', 'strict_press', 'barbell_overhead_press', 'standing_press'),
  ...of('shoulder_press', 'shoulderpress'),
  ...of('squat', 'squatting', 'back_squat', 'barbell_squat', 'barbell_back_squat'),
  ...of('bulgarian_split_squat', 'bss', 'bulgarian_squat'),
  ...of('deadlift', 'dead_lift', 'deadlifting', 'dead', 'conventional_deadlift', 'barbell_deadlift'),
  ...of('romanian_deadlift', 'rdl', 'romanian_dead_lift'),
  ...of('stiff_leg_deadlift', 'sldl', 'stiff_legged_deadlift'),
  ...of('barbell_row', 'bent_over_row', 'bent_over_barbell_row', 'bentover_row'),
  ...of('pull_up', 'pullup', 'pulling_up'),
  ...of('chin_up', 'chin', 'chinup'),
  ...of('push_up', 'pushup', 'press_up', 'pressup'),
  ...of('sit_up', 'situp'),
  ...of('lat_pulldown', 'lat_pull_down', 'lats_pulldown', 'pulldown', 'pull_down'),
  ...of('biceps_curl', 'bicep_curl', 'curl', 'arm_curl'),
  ...of('triceps_extension', 'tricep_extension'),
  ...of('triceps_pushdown', 'tricep_pushdown', 'triceps_push_down', 'tricep_push_down'),
  ...of('skull_crusher', 'skullcrusher'),
  ...of('calf_raise', 'calve_raise'),
  ...of('lateral_raise', 'side_raise', 'lat_raise'),
  ...of('hip_thrust', 'barbell_hip_thrust'),
  ...of('clean_and_jerk', 'clean_jerk', 'c_and_j'),
  ...of('kettlebell_swing', 'swing'),
  ...of('farmer_walk', 'farmer_carry'),
  ...of('run', 'running', 'jog', 'jogging'),
  ...of('swim', 'swimming'),
  ...of('ride', 'riding', 'bike', 'biking', 'bike_ride', 'cycling', 'cycle'),
  ...of('row', 'rowing', 'erg', 'rower', 'rowing_machine'),
  ...of('walk', 'walking'),
  ...of('hike', 'hiking'),
};

function of(key: string, ...names: string[]): { [name: string]: string } {
  return Object.fromEntries(names.map((name) => [name, key]));
}
