/**
 * The caller of an operation. The access token names the user. Roles and tier come from the database, because they may
 * have changed since the token was issued [C6].
 */
export interface Actor {
  userId: string;
  /** The id of the device session, which begins when the user signs in on a device. */
  sid: string;
  email: string;
  roles: string[];
  tier: 'free' | 'premium';
  scopes: string[];
}
