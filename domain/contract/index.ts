import type { z } from 'zod';
import * as account from '../account/contract/index.ts';
import * as course from '../course/contract/index.ts';
import * as live from '../live/contract/index.ts';
import * as training from '../training/contract/index.ts';
import * as tutor from '../tutor/contract/index.ts';
import type { Envelope as EnvelopeShape, StreamKind } from './envelope.ts';

/** Every operation by name. Operations are merged only here, so there is no second list to keep in step. */
export const operations = {
  ...training.operations,
  ...account.operations,
  ...course.operations,
  ...tutor.operations,
  ...live.operations,
};

/** Every event that the server sends to clients, by name. */
export const events = {
  ...training.events,
  ...account.events,
  ...course.events,
  ...tutor.events,
  ...live.events,
};

export type Operations = typeof operations;
export type OperationName = keyof Operations;
export type Events = typeof events;
export type EventName = keyof Events;
export type DurableEventName = { [E in EventName]: Events[E]['kind'] extends 'durable' ? E : never }[EventName];
export type EphemeralEventName = Exclude<EventName, DurableEventName>;

/**
 * `Input` is the input that a caller passes (before defaults), `Parsed` the input that a use case gets, and `Output`
 * the answer.
 */
export type Input<N extends OperationName> = z.input<Operations[N]['input']>;
export type Parsed<N extends OperationName> = z.output<Operations[N]['input']>;
export type Output<N extends OperationName> = z.output<Operations[N]['output']>;
export type EventData<E extends EventName> = z.output<Events[E]['data']>;

/** The names of the durable events that belong on this kind of stream. */
export type EventOn<K extends StreamKind> = {
  [E in DurableEventName]: Events[E] extends { stream: K } ? E : never;
}[DurableEventName];

type EnvelopeOf<E extends DurableEventName> = Omit<z.output<typeof EnvelopeShape>, 't' | 'd'> & {
  t: E;
  d: EventData<E>;
};
/** A durable event as devices get it. `t` determines the type of `d`. */
export type Envelope = { [E in DurableEventName]: EnvelopeOf<E> }[DurableEventName];
