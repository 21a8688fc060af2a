import type { Input, Output } from '../../domain/contract/index.ts';
import { callRest } from './rest.ts';

/**
 * Create an account and sign this device in.
 *
 * @param url the address of the server, such as `https://tutor.example.com`
 * @returns the user, the tokens, and `expiresIn`: how long the access token is valid, in seconds
 * @throws CoursesideError `already_exists` if the e-mail address has an account, `validation_failed`, `rate_limited`,
 * `offline`
 * @example
 * const { user, ...tokens } = await register(url, { email: 'ada@example.com', password: 'seven quiet herons' });
 * const client = connect(url, tokens);
 */
export async function register(url: string, input: Input<'auth.register'>): Promise<Output<'auth.register'>> {
  return (await callRest(url, 'auth.register', input)) as Output<'auth.register'>;
}

/**
 * Sign this device in.
 *
 * @param url the address of the server, such as `https://tutor.example.com`
 * @returns the user, the tokens, and `expiresIn`: how long the access token is valid, in seconds
 * @throws CoursesideError `invalid_credentials`, `rate_limited`, `offline`
 * @example
 * const { user, ...tokens } = await login(url, { email: 'ada@example.com', password: 'seven quiet herons' });
 * const client = connect(url, tokens);
 */
export async function login(url: string, input: Input<'auth.login'>): Promise<Output<'auth.login'>> {
  return (await callRest(url, 'auth.login', input)) as Output<'auth.login'>;
}
