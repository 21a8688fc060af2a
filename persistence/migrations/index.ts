import { Migration20261121000100_domain } from './20261121000100-domain.ts';
import { Migration20261121000200_log } from './20261121000200-log.ts';
import { Migration20261121000300_memoryLater } from './20261121000300-memory-later.ts';
import { Migration20261121000400_messageTree } from './20261121000400-message-tree.ts';
import { Migration20261121000500_records } from './20261121000500-records.ts';

/** In the order they run; a name is recorded in the database, so none is ever renamed. */
export const migrations = [
  { name: '20261121000100-domain', class: Migration20261121000100_domain },
  { name: '20261121000200-log', class: Migration20261121000200_log },
  { name: '20261121000300-memory-later', class: Migration20261121000300_memoryLater },
  { name: '20261121000400-message-tree', class: Migration20261121000400_messageTree },
  { name: '20261121000500-records', class: Migration20261121000500_records },
];
