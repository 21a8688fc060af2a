/** The tables of users, their roles and preferences, and the devices on which they are signed in. */
export const people = [
  `CREATE TABLE users (
    id uuid PRIMARY KEY,
    email varchar(255) NOT NULL CONSTRAINT users_email_unique UNIQUE CHECK (email = lower(email)),
    password_hash varchar(255) NOT NULL,
    first_name varchar(100),
    last_name varchar(100),
    timezone varchar(64) NOT NULL DEFAULT 'UTC',
    locale varchar(35),
    email_verified boolean NOT NULL DEFAULT false,
    tier varchar(20) NOT NULL DEFAULT 'free' CHECK (tier IN ('free', 'premium')),
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now())`,
  `CREATE INDEX users_created_at_index ON users (created_at)`,

  `CREATE TABLE user_roles (
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role varchar(50) NOT NULL CHECK (role IN ('learner', 'author', 'support', 'admin')),
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, role))`,

  `CREATE TABLE user_settings (
    user_id uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    theme varchar(20) NOT NULL CHECK (theme IN ('light', 'dark', 'system')),
    notifications_enabled boolean NOT NULL,
    preferences jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now())`,

  `CREATE TABLE device_sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name varchar(100) NOT NULL,
    ip_prefix varchar(64) NOT NULL,
    token_hash varchar(64) NOT NULL CONSTRAINT device_sessions_token_hash_unique UNIQUE,
    parent_hash varchar(64),
    rotated_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    created_at timestamptz(3) NOT NULL,
    last_seen_at timestamptz(3) NOT NULL,
    revoked_at timestamptz(3),
    revoked_reason varchar(50))`,
  `CREATE INDEX device_sessions_user_id_index ON device_sessions (user_id)`,

  `CREATE TABLE device_token_chain (
    token_hash varchar(64) PRIMARY KEY,
    device_id uuid NOT NULL REFERENCES device_sessions (id) ON DELETE CASCADE,
    expires_at timestamptz(3) NOT NULL)`,
  `CREATE INDEX device_token_chain_device_id_index ON device_token_chain (device_id, expires_at)`,
];
