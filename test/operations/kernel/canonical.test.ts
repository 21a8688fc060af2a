import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonical } from '../../../domain/canonical.ts';

/** Return the expected JSON text, by building objects whose keys are in sorted order. */
const sorted = (value: unknown) =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

const key = fc.oneof(fc.string(), fc.nat().map(String), fc.constantFrom('__proto__', '4294967294', '4294967295', '01'));
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.jsonValue(),
    fc.dictionary(key, tie('json')),
    fc.array(tie('json')),
    fc.record({ gone: fc.constant(undefined), kept: tie('json') }),
  ),
}));

it('is the JSON of the value with sorted keys', () => {
  fc.assert(
    fc.property(json ?? fc.jsonValue(), (value) => {
      expect(canonical(value)).toBe(sorted(value));
    }),
  );
});
