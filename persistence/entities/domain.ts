import { CourseEntity, CurriculumEntity, EnrolmentEntity, ModuleCompletionEntity, ModuleEntity } from './course.ts';
import { DeviceSessionEntity, DeviceTokenEntity } from './device.ts';
import { MemoryEntity } from './memory.ts';
import { MessageEntity } from './message.ts';
import { ExerciseFactEntity, PersonalRecordEntity, ProgressLogEntity } from './progress.ts';
import { SessionEntity } from './session.ts';
import { AchievementEntity, AnalyticsEntity, StreakEntity, StreakSettingEntity } from './streak.ts';
import { UserEntity, UserRoleEntity, UserSettingsEntity } from './user.ts';

/**
 * The tables of the domain. Relations are plain ids, because stores answer rows and never walk object graphs; foreign
 * keys, checks and indexes are the migration's. A test compares both.
 */
export const domainEntities = [
  UserEntity,
  UserRoleEntity,
  UserSettingsEntity,
  DeviceSessionEntity,
  DeviceTokenEntity,
  CourseEntity,
  EnrolmentEntity,
  CurriculumEntity,
  ModuleEntity,
  ModuleCompletionEntity,
  SessionEntity,
  MessageEntity,
  MemoryEntity,
  ProgressLogEntity,
  ExerciseFactEntity,
  PersonalRecordEntity,
  StreakEntity,
  StreakSettingEntity,
  AchievementEntity,
  AnalyticsEntity,
] as const;
