import { Migration20261121000100_domain } from './20261121000100-domain.ts';
import { Migration20261121000200_log } from './20261121000200-log.ts';

/** In the order they run; a name is recorded in the database, so none is ever renamed. */
export const migrations = [
  { name: '20261121000100-domain', class: Migration20261121000100_domain },
  { name: '20261121000200-log', class: Migration20261121000200_log },
];
