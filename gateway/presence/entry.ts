import type { PresentDevice } from '../../domain/live/contract/presence.ts';

/** A connected socket of this node. */
export interface Entry {
  socketId: string;
  userId: string;
  deviceId: string;
  name?: string;
  since: string;
  courses: string[];
  /** Whether the user lets other learners of a course see that the user is present. */
  visible: boolean;
}

/** A connected socket of any node, as it is stored in the roster. */
export interface Present extends PresentDevice {
  nodeId: string;
}

/** Return the devices of these sockets. Several sockets of one device, such as two tabs, are one device [P1]. */
export function devicesOf(sockets: PresentDevice[]): PresentDevice[] {
  const devices = new Map<string, PresentDevice>();
  for (const { deviceId, name, since } of sockets) {
    const known = devices.get(deviceId);
    if (!known || known.since > since) devices.set(deviceId, { deviceId, name, since });
  }
  return [...devices.values()].sort((a, b) => (a.since < b.since ? -1 : 1));
}
