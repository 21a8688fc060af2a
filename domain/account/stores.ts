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
  /** @throws DomainError already_exists if another account has the e-mail address */
  insert(user: UserRow): Promise<void>;
  update(
    id: string,
    patch: { [K in 'firstName' | 'lastName' | 'timezone' | 'locale' | 'passwordHash']?: string | null },
  ): Promise<void>;
  preferences(id: string): Promise<Preferences>;
  savePreferences(id: string, preferences: Preferences): Promise<void>;
  /** Deletes the account with everything that belongs to it, including waiting jobs. The caller ends the streams. */
  remove(id: string): Promise<void>;
}

/** A signed-in device and its refresh token [TK1, TK2]. Hashes are hex sha256. */
export interface DeviceRow {
  id: string;
  userId: string;
  name: string;
  ipPrefix: string;
  tokenHash: string;
  /** The hash of the previous refresh token, which was exchanged for the current one at `rotatedAt`. */
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
  /**
   * Finds a device by the hash of its current refresh token or of any earlier one. Locks the row inside a transaction.
   */
  findByToken(hash: string): Promise<DeviceRow | undefined>;
  list(userId: string): Promise<DeviceRow[]>;
  /**
   * Tells whether the account with this e-mail address ever signed in from this network. Devices whose session was
   * ended by the server or from another device don't count.
   */
  signedInFrom(email: string, ipPrefix: string): Promise<boolean>;
  update(
    id: string,
    patch: Partial<
      Pick<DeviceRow, 'tokenHash' | 'parentHash' | 'rotatedAt' | 'expiresAt' | 'lastSeenAt' | 'ipPrefix' | 'name'>
    >,
  ): Promise<void>;
  /** Marks device sessions as revoked and writes the revocation rows that every node reads [C6]. */
  revoke(ids: string[], reason: string): Promise<void>;
}
