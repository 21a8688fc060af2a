import type { z } from 'zod';
import { achievementOperations } from './achievement.ts';
import { authEvents, authOperations } from './auth.ts';
import { chatEvents, chatOperations } from './chat.ts';
import { courseEvents, courseOperations } from './course.ts';
import { memoryEvents, memoryOperations } from './memory.ts';
import { moduleEvents, moduleOperations } from './module.ts';
import { presenceEvents, presenceOperations } from './presence.ts';
import { progressEvents, progressOperations } from './progress.ts';
import { sessionEvents, sessionOperations } from './session.ts';
import { streakOperations } from './streak.ts';
import { connectionEvents, streamOperations } from './stream.ts';
import { syncOperations } from './sync.ts';
import { userEvents, userOperations } from './user.ts';

/** Every operation by name. The only merge; nothing keeps a second list. */
export const operations = {
  ...authOperations,
  ...userOperations,
  ...courseOperations,
  ...moduleOperations,
  ...chatOperations,
  ...memoryOperations,
  ...sessionOperations,
  ...progressOperations,
  ...syncOperations,
  ...streakOperations,
  ...achievementOperations,
  ...streamOperations,
  ...presenceOperations,
};

/** Every server → client event by name. */
export const events = {
  ...authEvents,
  ...userEvents,
  ...courseEvents,
  ...moduleEvents,
  ...chatEvents,
  ...memoryEvents,
  ...sessionEvents,
  ...progressEvents,
  ...connectionEvents,
  ...presenceEvents,
};

export type Operations = typeof operations;
export type OperationName = keyof Operations;
export type Events = typeof events;
export type EventName = keyof Events;
export type DurableEventName = { [E in EventName]: Events[E]['kind'] extends 'durable' ? E : never }[EventName];
export type EphemeralEventName = Exclude<EventName, DurableEventName>;

/** What a caller may pass (before defaults), what a use case gets, what it answers. */
export type Input<N extends OperationName> = z.input<Operations[N]['input']>;
export type Parsed<N extends OperationName> = z.output<Operations[N]['input']>;
export type Output<N extends OperationName> = z.output<Operations[N]['output']>;
export type EventData<E extends EventName> = z.output<Events[E]['data']>;
