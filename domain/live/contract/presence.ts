import { z } from 'zod';
import { exampleAt, exampleId, Id, Instant } from '../../contract/common.ts';
import { operation, signal } from '../../contract/define.ts';

export const PresentDevice = z.object({ deviceId: z.string(), name: z.string().optional(), since: Instant });
export type PresentDevice = z.output<typeof PresentDevice>;

export const presenceOperations = {
  'presence.get': operation({
    summary: 'Your own devices that are connected, or, with a course, how many are there and who lets it be seen [P1].',
    access: 'user',
    limits: ['live'],
    input: z.strictObject({ courseId: Id.optional() }),
    output: z.object({
      devices: z.array(PresentDevice),
      course: z.object({ count: z.int(), members: z.array(Id) }).optional(),
    }),
    errors: ['not_found', 'forbidden'],
    example: { input: {}, output: { devices: [{ deviceId: exampleId, name: 'Phone', since: exampleAt }] } },
  }),
};

export const presenceEvents = {
  'presence.changed': signal('Your connected devices changed.', z.object({ devices: z.array(PresentDevice) })),
};
