import { defineEntity, p } from '@mikro-orm/core';
import { MAX_TITLE } from '../../../domain/course/contract/course.ts';
import type { Course, CoursePreferences, CourseStatus, Level } from '../../../domain/course/contract/course.ts';
import type { Module, ModuleContent, ModuleType } from '../../../domain/course/contract/module.ts';
import { InstantType } from '../../database/column-types.ts';

export const CourseEntity = defineEntity({
  name: 'Course',
  tableName: 'courses',
  properties: {
    id: p.uuid().primary(),
    ownerId: p.uuid(),
    title: p.string().length(MAX_TITLE),
    topic: p.string().length(MAX_TITLE),
    description: p.text().nullable(),
    currentLevel: p.string().length(50).$type<Level>(),
    targetLevel: p.string().length(50).$type<Level>().nullable(),
    timelineWeeks: p.integer().nullable(),
    goals: p.json<Course['goals']>(),
    status: p.string().length(50).$type<CourseStatus>(),
    isPublic: p.boolean(),
    preferences: p.json<CoursePreferences>(),
    version: p.integer(),
    createdAt: p.type(InstantType),
    updatedAt: p.type(InstantType),
  },
});

export const EnrolmentEntity = defineEntity({
  name: 'Enrolment',
  tableName: 'enrolments',
  properties: {
    userId: p.uuid().primary(),
    courseId: p.uuid().primary(),
    createdAt: p.type(InstantType).defaultRaw('now()'),
  },
});

export const ModuleEntity = defineEntity({
  name: 'Module',
  tableName: 'modules',
  properties: {
    id: p.uuid().primary(),
    courseId: p.uuid(),
    nodeId: p.uuid(),
    title: p.string().length(MAX_TITLE),
    description: p.text().nullable(),
    moduleType: p.string().length(50).$type<ModuleType>(),
    orderIndex: p.integer(),
    path: p.string().length(255),
    depth: p.integer(),
    content: p.json<ModuleContent>(),
    prerequisites: p.json<Module['prerequisites']>(),
    estimatedDuration: p.integer(),
    version: p.integer(),
  },
});

export const ModuleCompletionEntity = defineEntity({
  name: 'ModuleCompletion',
  tableName: 'module_completions',
  properties: {
    userId: p.uuid().primary(),
    moduleId: p.uuid().primary(),
    courseId: p.uuid().nullable(),
    completedAt: p.type(InstantType),
    quizScore: p.double().$type<number>().nullable(),
    quizOutOf: p.double().$type<number>().nullable(),
    quizAnswers: p.json<unknown>().nullable(),
  },
});
