import pg from 'pg';
import { newId } from '../../domain/ids.ts';
import { createTokens } from '../../server/integrations/auth/tokens.ts';

export const SECRET = 'a secret for benches that is long enough';

/**
 * Create accounts directly in the database, because hashing their passwords would take long. Return a token for each.
 */
export async function makePeople(databaseUrl: string, count: number): Promise<{ id: string; token: string }[]> {
  const tokens = createTokens({ secret: SECRET });
  const people = Array.from({ length: count }, () => {
    const id = newId();
    const email = `${id}@example.com`;
    return {
      id,
      email,
      token: tokens.issue({ userId: id, email, sid: newId(), roles: [], scopes: [], tier: 'free' }, 36_000),
    };
  });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `INSERT INTO users (id, email, password_hash) SELECT id, email, 'none' FROM unnest($1::uuid[], $2::text[]) AS p (id, email)`,
    [people.map(({ id }) => id), people.map(({ email }) => email)],
  );
  await client.query(`INSERT INTO stream_heads (name) SELECT 'user:' || id FROM unnest($1::uuid[]) AS id`, [
    people.map(({ id }) => id),
  ]);
  await client.end();
  return people;
}
