import { rest, signUp } from '../../support/api.ts';
import type { Recorder } from '../history.ts';
import type { Lab } from '../lab/lab.ts';
import type { Random } from '../random.ts';
import { openDevice } from './device.ts';
import type { Device } from './device.ts';

const DEVICES_OF_A_USER = 3;
/** Every third device, one for each user, uses the SDK. The others use plain sockets. */
const kindOf = (index: number) => (index % DEVICES_OF_A_USER === 2 ? 'sdk' : 'raw');

interface Options {
  devices: number;
  lab: Lab;
  recorder: Recorder;
  random: Random;
  pauseMs: number;
}

/** Open devices for several users and add them to `crew`. The devices of one user begin on different nodes. */
export async function openCrew(crew: Device[], { devices, lab, recorder, random, pauseMs }: Options): Promise<void> {
  const { url } = lab.slots[0]!;
  for (let first = 0; first < devices; first += DEVICES_OF_A_USER) {
    const person = await signUp(url);
    const { body } = await rest(url, 'POST', '/courses', {
      token: person.accessToken,
      body: { topic: 'Strength training' },
    });
    for (let index = first; index < Math.min(first + DEVICES_OF_A_USER, devices); index += 1) {
      const id = `device${index}`;
      crew.push(
        await openDevice({
          id,
          kind: kindOf(index),
          home: index % lab.slots.length,
          person,
          courseId: body.id,
          lab,
          recorder,
          random: random.fork(id),
          pauseMs,
        }),
      );
    }
  }
}
