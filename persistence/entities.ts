import { RevocationEntity } from './account/entities/revocation.ts';
import { domainEntities } from './domain-entities.ts';
import { OperationEntity } from './log/entities/operation.ts';
import { StreamEventEntity } from './log/entities/stream-event.ts';
import { StreamHeadEntity } from './log/entities/stream-head.ts';
import { ReplyEntity } from './tutor/entities/reply.ts';

export const entities = [
  ...domainEntities,
  StreamHeadEntity,
  StreamEventEntity,
  OperationEntity,
  ReplyEntity,
  RevocationEntity,
];
