import { expect, it } from 'vitest';
import { handleOf, rows } from '../../../../persistence/database/sql.ts';
import { domainEntities } from '../../../../persistence/domain-entities.ts';
import { describeEachDatabase, testDatabase } from '../../../support/database.ts';

interface Column {
  table: string;
  name: string;
  type: string;
  nullable: boolean;
  /** Whether the database itself sets the column if an insert leaves it out. */
  filled: boolean;
}

const COLUMNS = `
  SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
    NOT a.attnotnull AS nullable, a.atthasdef OR a.attidentity <> '' AS filled
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped`;

/** For types that an entity may declare, the name of the same type as Postgres prints it. */
const PRINTED: { [declared: string]: string } = {
  'timestamptz(3)': 'timestamp(3) with time zone',
  int: 'integer',
  date: 'date',
};
const printed = (type: string) => (PRINTED[type] ?? type).replace(/^varchar\(/, 'character varying(');

describeEachDatabase('entities and migrations', (kind) => {
  it('declare the same columns', async () => {
    const { orm } = await testDatabase(kind);
    const columns = await rows<Column>(handleOf(orm.em), COLUMNS);
    const declared = domainEntities.flatMap((entity) => {
      const meta = orm.getMetadata().getByClassName(entity.meta.className);
      return meta.props.map((property) => ({
        table: meta.tableName,
        name: property.fieldNames[0],
        type: printed(property.columnTypes[0] ?? ''),
        nullable: property.nullable ?? false,
      }));
    });
    expect(declared.length).toBeGreaterThan(150);
    for (const { table, name, type, nullable } of declared) {
      const column = columns.find((one) => one.table === table && one.name === name);
      expect
        .soft({ table, name, type, nullable })
        .toEqual(column && { table, name, type: column.type, nullable: column.nullable });
    }
    const tables = new Set(declared.map(({ table }) => table));
    const undeclared = columns.filter(
      ({ table, name }) => tables.has(table) && !declared.some((one) => one.table === table && one.name === name),
    );
    expect(undeclared.filter(({ filled, nullable }) => !filled && !nullable)).toEqual([]);
  });

  it('have an index for every foreign key, so that no deletion scans a table', async () => {
    const { orm } = await testDatabase(kind);
    const bare = await rows(
      handleOf(orm.em),
      `SELECT conrelid::regclass::text AS table, conname FROM pg_constraint k
       WHERE contype = 'f' AND connamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indkey[0] = k.conkey[1])`,
    );
    expect(bare).toEqual([]);
  });
});
