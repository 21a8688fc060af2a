// Derived from domain/contract by client-sdk/build.ts; do not edit.
import type { OperationName } from '../../../domain/contract/index.ts';

export interface Row {
  socket: boolean;
  writes?: boolean;
  offline?: boolean;
  /** The fields that the client fills in when it puts the operation into its queue. */
  fills?: string[];
  rest?: { method: string; path: string };
}

export const table: { readonly [N in OperationName]: Row } = {
  'achievement.list': {"socket":true,"rest":{"method":"GET","path":"/analytics/achievements"}},
  'auth.login': {"socket":false,"rest":{"method":"POST","path":"/auth/login"}},
  'auth.logout': {"socket":true,"writes":true,"rest":{"method":"DELETE","path":"/auth/logout"}},
  'auth.me': {"socket":true,"rest":{"method":"GET","path":"/auth/me"}},
  'auth.refresh': {"socket":false,"rest":{"method":"POST","path":"/auth/refresh"}},
  'auth.register': {"socket":false,"rest":{"method":"POST","path":"/auth/register"}},
  'auth.renew': {"socket":true},
  'auth.revoke': {"socket":true,"writes":true,"rest":{"method":"DELETE","path":"/auth/sessions/:sessionId"}},
  'auth.sessions': {"socket":true,"rest":{"method":"GET","path":"/auth/sessions"}},
  'chat.edit': {"socket":true,"writes":true,"rest":{"method":"PATCH","path":"/chat/messages/:messageId"}},
  'chat.history': {"socket":true,"rest":{"method":"GET","path":"/courses/:courseId/chat/messages"}},
  'chat.regenerate': {"socket":true,"writes":true,"rest":{"method":"POST","path":"/chat/replies/:replyId/regenerate"}},
  'chat.resume': {"socket":true},
  'chat.send': {"socket":true,"writes":true,"rest":{"method":"POST","path":"/courses/:courseId/chat/messages"}},
  'chat.stop': {"socket":true,"writes":true,"rest":{"method":"POST","path":"/chat/replies/:replyId/stop"}},
  'chat.stream': {"socket":false,"rest":{"method":"GET","path":"/courses/:courseId/chat/stream"}},
  'chat.typing': {"socket":true},
  'course.announce': {"socket":true,"writes":true,"rest":{"method":"POST","path":"/courses/:courseId/announcements"}},
  'course.complete': {"socket":true,"writes":true,"rest":{"method":"POST","path":"/courses/:courseId/complete"}},
  'course.create': {"socket":true,"writes":true,"rest":{"method":"POST","path":"/courses"}},
  'course.delete': {"socket":true,"writes":true,"rest":{"method":"DELETE","path":"/courses/:courseId"}},
  'course.get': {"socket":true,"rest":{"method":"GET","path":"/courses/:courseId"}},
  'course.list': {"socket":true,"rest":{"method":"GET","path":"/courses"}},
  'course.update': {"socket":true,"writes":true,"rest":{"method":"PATCH","path":"/courses/:courseId"}},
  'memory.delete': {"socket":true,"writes":true,"rest":{"method":"DELETE","path":"/memories/:memoryId"}},
  'memory.list': {"socket":true,"rest":{"method":"GET","path":"/memories"}},
  'memory.retrieve': {"socket":true,"rest":{"method":"GET","path":"/memories/retrieve"}},
  'memory.store': {"socket":true,"writes":true,"rest":{"method":"POST","path":"/memories"}},
  'memory.update': {"socket":true,"writes":true,"rest":{"method":"PATCH","path":"/memories/:memoryId"}},
  'module.complete': {"socket":true,"writes":true,"offline":true,"fills":["occurredAt","zone"],"rest":{"method":"POST","path":"/modules/:moduleId/complete"}},
  'module.get': {"socket":true,"rest":{"method":"GET","path":"/modules/:moduleId"}},
  'module.list': {"socket":true,"rest":{"method":"GET","path":"/courses/:courseId/modules"}},
  'module.next': {"socket":true,"rest":{"method":"GET","path":"/modules/:moduleId/next"}},
  'module.previous': {"socket":true,"rest":{"method":"GET","path":"/modules/:moduleId/previous"}},
  'presence.get': {"socket":true},
  'progress.confirm': {"socket":true,"writes":true,"offline":true,"rest":{"method":"POST","path":"/progress/:progressId/confirm"}},
  'progress.delete': {"socket":true,"writes":true,"offline":true,"fills":["editedAt"],"rest":{"method":"DELETE","path":"/progress/:progressId"}},
  'progress.list': {"socket":true,"rest":{"method":"GET","path":"/courses/:courseId/progress"}},
  'progress.log': {"socket":true,"writes":true,"offline":true,"fills":["id","occurredAt","zone"],"rest":{"method":"POST","path":"/progress"}},
  'progress.overview': {"socket":true,"rest":{"method":"GET","path":"/progress"}},
  'progress.sync': {"socket":true},
  'progress.undo': {"socket":true,"writes":true,"offline":true,"rest":{"method":"POST","path":"/progress/:progressId/undo"}},
  'progress.update': {"socket":true,"writes":true,"offline":true,"fills":["editedAt"],"rest":{"method":"PATCH","path":"/progress/:progressId"}},
  'session.active': {"socket":true,"rest":{"method":"GET","path":"/sessions/active"}},
  'session.complete': {"socket":true,"writes":true,"offline":true,"fills":["occurredAt"],"rest":{"method":"POST","path":"/sessions/:sessionId/complete"}},
  'session.get': {"socket":true,"rest":{"method":"GET","path":"/sessions/:sessionId"}},
  'session.list': {"socket":true,"rest":{"method":"GET","path":"/courses/:courseId/sessions"}},
  'session.pause': {"socket":true,"writes":true,"offline":true,"fills":["occurredAt"],"rest":{"method":"POST","path":"/sessions/:sessionId/pause"}},
  'session.rest': {"socket":true,"writes":true,"offline":true,"fills":["occurredAt"],"rest":{"method":"POST","path":"/sessions/:sessionId/rest"}},
  'session.resume': {"socket":true,"writes":true,"offline":true,"fills":["occurredAt"],"rest":{"method":"POST","path":"/sessions/:sessionId/resume"}},
  'session.start': {"socket":true,"writes":true,"offline":true,"fills":["id","occurredAt","zone"],"rest":{"method":"POST","path":"/sessions"}},
  'session.update': {"socket":true,"writes":true,"offline":true,"fills":["occurredAt"],"rest":{"method":"PATCH","path":"/sessions/:sessionId"}},
  'streak.get': {"socket":true,"rest":{"method":"GET","path":"/analytics/streaks"}},
  'stream.heads': {"socket":true},
  'stream.read': {"socket":true},
  'user.delete': {"socket":true,"writes":true,"rest":{"method":"DELETE","path":"/users/me"}},
  'user.get': {"socket":true,"rest":{"method":"GET","path":"/users/:userId"}},
  'user.preferences': {"socket":true,"rest":{"method":"GET","path":"/users/me/preferences"}},
  'user.profile': {"socket":true,"rest":{"method":"GET","path":"/users/me"}},
  'user.setPreferences': {"socket":true,"writes":true,"rest":{"method":"PUT","path":"/users/me/preferences"}},
  'user.updateProfile': {"socket":true,"writes":true,"rest":{"method":"PATCH","path":"/users/me"}},
};

export const PROTOCOL_VERSION = 1;
export const MIN_PROTOCOL_VERSION = 1;
export const MAX_SYNC_OPERATIONS = 100;
