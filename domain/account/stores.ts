import type { Preferences } from '../contract/preferences.ts';
import type { User } from './contract/user.ts';

/** Stores of accounts and their devices. */
export interface AccountStores {
  users: UserStore;
  devices: DeviceStore;
}

export type UserRow = User & { passwordHash: string };
export interface UserStore {
  find(id: string): Promise<UserRow | undefined>;
  findByEmail(email: string): Promise<UserRow | undefined>;
  /** @throws DomainError already_exists when the e-mail is taken */
  insert(user: UserRow): Promise<void>;
  update(
    id: string,
    patch: { [K in 'firstName' | 'lastName' | 'timezone' | 'locale' | 'passwordHash']?: string | null },
  ): Promise<void>;
  preferences(id: string): Promise<Preferences>;
  savePreferences(id: string, preferences: Preferences): Promise<void>;
  /** The account and all that is its own, waiting jobs included; its streams end by themselves. */
  remove(id: string): Promise<void>;
}

/** A signed-in device and its refresh token [TK1, TK2]. Hashes are hex sha256. */
export interface DeviceRow {
  id: string;
  userId: string;
  name: string;
  ipPrefix: string;
  tokenHash: string;
  /** the token before the current one, and when it was exchanged */
  parentHash?: string;
  rotatedAt: string;
  expiresAt: string;
  createdAt: string;
  lastSeenAt: string;
  revokedAt?: string;
  revokedReason?: string;
}
export interface DeviceStore {
  insert(device: DeviceRow): Promise<void>;
  find(id: string): Promise<DeviceRow | undefined>;
  /** By current or parent refresh-token hash or any older one of its chain; locks the row inside a transaction. */
  findByToken(hash: string): Promise<DeviceRow | undefined>;
  list(userId: string): Promise<DeviceRow[]>;
  /** Whether the account of this e-mail ever signed in from there, devices that were signed out by force apart. */
  signedInFrom(email: string, ipPrefix: string): Promise<boolean>;
  update(
    id: string,
    patch: Partial<
      Pick<DeviceRow, 'tokenHash' | 'parentHash' | 'rotatedAt' | 'expiresAt' | 'lastSeenAt' | 'ipPrefix' | 'name'>
    >,
  ): Promise<void>;
  /** Marks them revoked and writes the revocation rows every node reads [C6]. */
  revoke(ids: string[], reason: string): Promise<void>;
}
