import { DeviceSessionEntity, DeviceTokenEntity } from './account/entities/device.ts';
import { UserEntity, UserRoleEntity, UserSettingsEntity } from './account/entities/user.ts';
import { CourseEntity, EnrolmentEntity, ModuleCompletionEntity, ModuleEntity } from './course/entities/course.ts';
import { AchievementEntity } from './training/entities/achievement.ts';
import { ProgressLogEntity } from './training/entities/progress.ts';
import { RecordEntity, RecordFoldEntity } from './training/entities/record.ts';
import { SessionEntity } from './training/entities/session.ts';
import { StreakEntity, StreakSettingEntity } from './training/entities/streak.ts';
import { MemoryEntity } from './tutor/entities/memory.ts';
import { MessageEntity } from './tutor/entities/message.ts';

/**
 * The entities of the domain's tables. Relations are plain ids, because stores return rows and never walk object
 * graphs. Only the migrations declare foreign keys, checks and indexes. A test compares the entities with the migrated
 * tables.
 */
export const domainEntities = [
  UserEntity,
  UserRoleEntity,
  UserSettingsEntity,
  DeviceSessionEntity,
  DeviceTokenEntity,
  CourseEntity,
  EnrolmentEntity,
  ModuleEntity,
  ModuleCompletionEntity,
  SessionEntity,
  MessageEntity,
  MemoryEntity,
  ProgressLogEntity,
  RecordFoldEntity,
  RecordEntity,
  StreakEntity,
  StreakSettingEntity,
  AchievementEntity,
] as const;
