// Derived from domain/contract by client-sdk/build.ts; do not edit.
import type { OperationName } from '../../../domain/contract/index.ts';

export interface Row {
  socket: boolean;
  writes?: boolean;
  offline?: boolean;
  /** what the client fills in when an operation waits */
  fills?: string[];
  rest?: { method: string; path: string };
}

export const table: { readonly [N in OperationName]: Row } = {
  'auth.register': {"socket":false,"rest":{"method":"POST","path":"/auth/register"}},
  'auth.login': {"socket":false,"rest":{"method":"POST","path":"/auth/login"}},
  'auth.refresh': {"socket":false,"rest":{"method":"POST","path":"/auth/refresh"}},
  'auth.logout': {"socket":true,"writes":true,"rest":{"method":"DELETE","path":"/auth/logout"}},
  'auth.me': {"socket":true,"rest":{"method":"GET","path":"/auth/me"}},
  'auth.sessions': {"socket":true,"rest":{"method":"GET","path":"/auth/sessions"}},
  'auth.revoke': {"socket":true,"writes":true,"rest":{"method":"DELETE","path":"/auth/sessions/:sessionId"}},
  'auth.renew': {"socket":true},
  'user.profile': {"socket":true,"rest":{"method":"GET","path":"/users/me"}},
  'user.updateProfile': {"socket":true,"writes":true,"rest":{"method":"PATCH","path":"/users/me"}},
  'user.get': {"socket":true,"rest":{"method":"GET","path":"/users/:userId"}},
  'user.delete': {"socket":true,"writes":true,"rest":{"method":"DELETE","path":"/users/me"}},
  'user.preferences': {"socket":true,"rest":{"method":"GET","path":"/users/me/preferences"}},
  'user.setPreferences': {"socket":true,"writes":true,"rest":{"method":"PUT","path":"/users/me/preferences"}},
  'course.create': {"socket":true,"writes":true,"rest":{"method":"POST","path":"/courses"}},
  'course.list': {"socket":true,"rest":{"method":"GET","path":"/courses"}},
  'course.get': {"socket":true,"rest":{"method":"GET","path":"/courses/:courseId"}},
  'course.update': {"socket":true,"writes":true,"rest":{"method":"PATCH","path":"/courses/:courseId"}},
  'course.delete': {"socket":true,"writes":true,"rest":{"method":"DELETE","path":"/courses/:courseId"}},
  'course.complete': {"socket":true,"writes":true,"rest":{"method":"POST","path":"/courses/:courseId/complete"}},
  'module.list': {"socket":true,"rest":{"method":"GET","path":"/courses/:courseId/modules"}},
  'module.get': {"socket":true,"rest":{"method":"GET","path":"/modules/:moduleId"}},
  'module.next': {"socket":true,"rest":{"method":"GET","path":"/modules/:moduleId/next"}},
  'module.previous': {"socket":true,"rest":{"method":"GET","path":"/modules/:moduleId/previous"}},
  'module.complete': {"socket":true,"writes":true,"offline":true,"fills":["occurredAt","zone"],"rest":{"method":"POST","path":"/modules/:moduleId/complete"}},
  'chat.send': {"socket":true,"writes":true,"rest":{"method":"POST","path":"/courses/:courseId/chat/messages"}},
  'chat.edit': {"socket":true,"writes":true,"rest":{"method":"PATCH","path":"/chat/messages/:messageId"}},
  'chat.regenerate': {"socket":true,"writes":true,"rest":{"method":"POST","path":"/chat/replies/:replyId/regenerate"}},
  'chat.stream': {"socket":false,"rest":{"method":"GET","path":"/courses/:courseId/chat/stream"}},
  'chat.resume': {"socket":true},
  'chat.stop': {"socket":true,"writes":true,"rest":{"method":"POST","path":"/chat/replies/:replyId/stop"}},
  'chat.history': {"socket":true,"rest":{"method":"GET","path":"/courses/:courseId/chat/messages"}},
  'chat.typing': {"socket":true},
  'memory.store': {"socket":true,"writes":true,"rest":{"method":"POST","path":"/memories"}},
  'memory.retrieve': {"socket":true,"rest":{"method":"GET","path":"/memories/retrieve"}},
  'memory.list': {"socket":true,"rest":{"method":"GET","path":"/memories"}},
  'memory.update': {"socket":true,"writes":true,"rest":{"method":"PATCH","path":"/memories/:memoryId"}},
  'memory.delete': {"socket":true,"writes":true,"rest":{"method":"DELETE","path":"/memories/:memoryId"}},
  'session.start': {"socket":true,"writes":true,"offline":true,"fills":["id","occurredAt","zone"],"rest":{"method":"POST","path":"/sessions"}},
  'session.get': {"socket":true,"rest":{"method":"GET","path":"/sessions/:sessionId"}},
  'session.active': {"socket":true,"rest":{"method":"GET","path":"/sessions/active"}},
  'session.list': {"socket":true,"rest":{"method":"GET","path":"/courses/:courseId/sessions"}},
  'session.update': {"socket":true,"writes":true,"offline":true,"fills":["occurredAt"],"rest":{"method":"PATCH","path":"/sessions/:sessionId"}},
  'session.pause': {"socket":true,"writes":true,"offline":true,"fills":["occurredAt"],"rest":{"method":"POST","path":"/sessions/:sessionId/pause"}},
  'session.resume': {"socket":true,"writes":true,"offline":true,"fills":["occurredAt"],"rest":{"method":"POST","path":"/sessions/:sessionId/resume"}},
  'session.complete': {"socket":true,"writes":true,"offline":true,"fills":["occurredAt"],"rest":{"method":"POST","path":"/sessions/:sessionId/complete"}},
  'session.rest': {"socket":true,"writes":true,"offline":true,"fills":["occurredAt"],"rest":{"method":"POST","path":"/sessions/:sessionId/rest"}},
  'progress.log': {"socket":true,"writes":true,"offline":true,"fills":["id","occurredAt","zone"],"rest":{"method":"POST","path":"/progress"}},
  'progress.update': {"socket":true,"writes":true,"offline":true,"fills":["editedAt"],"rest":{"method":"PATCH","path":"/progress/:progressId"}},
  'progress.delete': {"socket":true,"writes":true,"offline":true,"fills":["editedAt"],"rest":{"method":"DELETE","path":"/progress/:progressId"}},
  'progress.confirm': {"socket":true,"writes":true,"offline":true,"rest":{"method":"POST","path":"/progress/:progressId/confirm"}},
  'progress.undo': {"socket":true,"writes":true,"offline":true,"rest":{"method":"POST","path":"/progress/:progressId/undo"}},
  'progress.list': {"socket":true,"rest":{"method":"GET","path":"/courses/:courseId/progress"}},
  'progress.overview': {"socket":true,"rest":{"method":"GET","path":"/progress"}},
  'progress.sync': {"socket":true},
  'streak.get': {"socket":true,"rest":{"method":"GET","path":"/analytics/streaks"}},
  'achievement.list': {"socket":true,"rest":{"method":"GET","path":"/analytics/achievements"}},
  'stream.read': {"socket":true},
  'stream.heads': {"socket":true},
  'presence.get': {"socket":true},
};
