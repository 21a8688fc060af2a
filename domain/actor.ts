/** The caller of an operation. The access token names the user; roles and tier come from the database, since a token may be old [C6]. */
export interface Actor {
  userId: string;
  /** device session */
  sid: string;
  email: string;
  roles: string[];
  tier: 'free' | 'premium';
  scopes: string[];
}
