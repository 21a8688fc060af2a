import { Migration20261128000200_preferences } from './account/migrations/20261128000200-preferences.ts';
import { Migration20261128000400_dropCurriculum } from './course/migrations/20261128000400-drop-curriculum.ts';
import { Migration20261121000200_log } from './log/migrations/20261121000200-log.ts';
import { Migration20261121000100_domain } from './migrations/20261121000100-domain.ts';
import { Migration20261128000100_deletedIds } from './migrations/20261128000100-deleted-ids.ts';
import { Migration20261121000500_records } from './training/migrations/20261121000500-records.ts';
import { Migration20261128000100_dropAnalytics } from './training/migrations/20261128000100-drop-analytics.ts';
import { Migration20261128000300_sessionMoves } from './training/migrations/20261128000300-session-moves.ts';
import { Migration20261128001100_logTallies } from './training/migrations/20261128001100-log-tallies.ts';
import { Migration20261128001200_unreadIndexes } from './training/migrations/20261128001200-unread-indexes.ts';
import { Migration20261128001300_exerciseKeys } from './training/migrations/20261128001300-exercise-keys.ts';
import { Migration20261121000300_memoryLater } from './tutor/migrations/20261121000300-memory-later.ts';
import { Migration20261121000400_messageTree } from './tutor/migrations/20261121000400-message-tree.ts';

/** The migrations in the order in which they run. The database records their names, so no migration is ever renamed. */
export const migrations = [
  { name: '20261121000100-domain', class: Migration20261121000100_domain },
  { name: '20261121000200-log', class: Migration20261121000200_log },
  { name: '20261121000300-memory-later', class: Migration20261121000300_memoryLater },
  { name: '20261121000400-message-tree', class: Migration20261121000400_messageTree },
  { name: '20261121000500-records', class: Migration20261121000500_records },
  { name: '20261128000100-deleted-ids', class: Migration20261128000100_deletedIds },
  { name: '20261128000100-drop-analytics', class: Migration20261128000100_dropAnalytics },
  { name: '20261128000200-preferences', class: Migration20261128000200_preferences },
  { name: '20261128000300-session-moves', class: Migration20261128000300_sessionMoves },
  { name: '20261128000400-drop-curriculum', class: Migration20261128000400_dropCurriculum },
  { name: '20261128001100-log-tallies', class: Migration20261128001100_logTallies },
  { name: '20261128001200-unread-indexes', class: Migration20261128001200_unreadIndexes },
  { name: '20261128001300-exercise-keys', class: Migration20261128001300_exerciseKeys },
];
