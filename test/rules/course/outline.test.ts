import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Level } from '../../../domain/course/contract/course.ts';
import { ModuleContent, ModuleType } from '../../../domain/course/contract/module.ts';
import { outlineFor } from '../../../domain/course/rules/outline.ts';
import type { OutlineRequest } from '../../../domain/course/rules/outline.ts';

const request = (topic: string, patch: Partial<OutlineRequest> = {}): OutlineRequest => ({
  topic,
  currentLevel: 'beginner',
  goals: ['build muscle', 'improve form'],
  sessionLength: 60,
  ...patch,
});
const topics = [
  'Strength Training for Beginners',
  'Run my first 5k',
  'Spanish for travel',
  'Acoustic guitar',
  'Python programming',
  'The French Revolution',
  'Thermodynamics',
];

describe('course.create: a starting outline without a model', () => {
  it.each(topics)('%s: five to seven meaningful modules, in an order that can be learnt', (topic) => {
    const outline = outlineFor(request(topic));
    expect(outline.length).toBeGreaterThanOrEqual(5);
    expect(outline.length).toBeLessThanOrEqual(7);
    expect(new Set(outline.map(({ title }) => title)).size).toBe(outline.length);
    for (const [index, module] of outline.entries()) {
      expect(ModuleType.parse(module.moduleType)).toBe(module.moduleType);
      expect(ModuleContent.parse(module.content)).toEqual(module.content);
      expect(module.content.instructions?.length).toBeGreaterThan(80);
      expect(module.description).not.toBe('');
      expect(module.prerequisites.every((before) => before < index)).toBe(true);
      expect(Number.isInteger(module.estimatedDuration) && module.estimatedDuration >= 5).toBe(true);
    }
    expect(outline.at(-1)?.moduleType).toBe('milestone');
    expect(outline).toEqual(outlineFor(request(topic)));
  });
  it.each([
    ['Strength Training for Beginners', 'Workout A: squat, bench press, row'],
    ['Run my first 5k', 'Find your easy pace'],
    ['Half marathon', 'Find your easy pace'],
    ['Spanish for travel', 'Sounds and spelling'],
    ['Acoustic guitar', 'Rhythm with a metronome'],
    ['Learn Python, the programming language', 'Set up and run something'],
    ['Thermodynamics', 'A map of Thermodynamics'],
    ['The French Revolution', 'A map of The French Revolution'],
    ['Muscle anatomy', 'A map of Muscle anatomy'],
    ['The Crunch of 2008', 'A map of The Crunch of 2008'],
  ])('%s has the module %s', (topic, title) => {
    expect(outlineFor(request(topic)).map((module) => module.title)).toContain(title);
  });
  it('modules of training name exercises with sets and reps', () => {
    const exercises = outlineFor(request('Strength training')).flatMap(({ content }) => content.exercises ?? []);
    expect(exercises).toContainEqual(expect.objectContaining({ name: 'Bench press', sets: 3, reps: '8-10' }));
  });
  it.each(topics)('%s mentions the goals and fits level and session', (topic) => {
    const outline = outlineFor(request(topic, { goals: ['impress my cat'] }));
    expect(JSON.stringify(outline)).toContain('impress my cat');
    const expert = outlineFor(request(topic, { goals: ['impress my cat'], currentLevel: 'advanced' }));
    expect(JSON.stringify(expert)).not.toBe(JSON.stringify(outline));
    const total = (sessionLength: number) =>
      outlineFor(request(topic, { sessionLength })).reduce((sum, { estimatedDuration }) => sum + estimatedDuration, 0);
    expect(total(30)).toBeLessThan(total(60));
  });
  it('gives modules for any topic', () => {
    const level = fc.constantFrom(...Level.options);
    const any = fc.record({
      topic: fc.string(),
      currentLevel: level,
      goals: fc.array(fc.string()),
      sessionLength: fc.integer({ min: 5, max: 480 }),
    });
    fc.assert(fc.property(any, (asked) => outlineFor(asked).length >= 5));
  });
});
