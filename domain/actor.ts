/** Who is calling, from a verified access token; roles and tier come from the database, not from an old token [C6]. */
export interface Actor {
  userId: string;
  /** device session */
  sid: string;
  email: string;
  roles: string[];
  tier: 'free' | 'premium';
  scopes: string[];
}
