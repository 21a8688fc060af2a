import { Type } from '@mikro-orm/core';

/**
 * The column type `timestamptz(3)`, converted to the ISO 8601 UTC string that the domain uses. Postgres itself writes
 * `2026-11-05 10:00:00.123+00`.
 */
export class InstantType extends Type<string, string> {
  override convertToJSValue(value: string): string {
    return value == null ? value : new Date(value).toISOString();
  }

  override getColumnType(): string {
    return 'timestamptz(3)';
  }
}

/** The column type `vector(1536)` of pgvector, converted to an array of numbers. */
export class VectorType extends Type<number[], string> {
  override convertToDatabaseValue(value: number[]): string {
    return value == null ? value : JSON.stringify(value);
  }

  override convertToJSValue(value: string): number[] {
    return typeof value === 'string' ? (JSON.parse(value) as number[]) : value;
  }

  override getColumnType(): string {
    return 'vector(1536)';
  }
}
