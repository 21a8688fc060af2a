import { Migration } from '@mikro-orm/migrations';
import { courses } from './domain/courses.ts';
import { memories } from './domain/memories.ts';
import { messages } from './domain/messages.ts';
import { people } from './domain/people.ts';
import { progress } from './domain/progress.ts';
import { standings } from './domain/standings.ts';

/** The tables of the domain; each list names only tables of those before it. */
export class Migration20261121000100_domain extends Migration {
  override up(): void {
    for (const statement of [...people, ...courses, ...messages, ...progress, ...standings, ...memories]) {
      this.addSql(statement);
    }
  }
}
