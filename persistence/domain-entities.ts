import { DeviceSessionEntity, DeviceTokenEntity } from './account/entities/device.ts';
import { UserEntity, UserRoleEntity, UserSettingsEntity } from './account/entities/user.ts';
import {
  CourseEntity,
  CurriculumEntity,
  EnrolmentEntity,
  ModuleCompletionEntity,
  ModuleEntity,
} from './course/entities/course.ts';
import { ExerciseFactEntity, PersonalRecordEntity, ProgressLogEntity } from './training/entities/progress.ts';
import { SessionEntity } from './training/entities/session.ts';
import { AchievementEntity, StreakEntity, StreakSettingEntity } from './training/entities/streak.ts';
import { MemoryEntity } from './tutor/entities/memory.ts';
import { MessageEntity } from './tutor/entities/message.ts';

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
] as const;
