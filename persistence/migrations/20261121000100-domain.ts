import { Migration } from '@mikro-orm/migrations';
import { people } from '../account/migrations/people.ts';
import { courses } from '../course/migrations/courses.ts';
import { progress } from '../training/migrations/progress.ts';
import { standings } from '../training/migrations/standings.ts';
import { memories } from '../tutor/migrations/memories.ts';
import { messages } from '../tutor/migrations/messages.ts';

/** Makes the tables of the domain. Each list refers only to tables of the lists before it. */
export class Migration20261121000100_domain extends Migration {
  override up(): void {
    for (const statement of [...people, ...courses, ...messages, ...progress, ...standings, ...memories]) {
      this.addSql(statement);
    }
  }
}
