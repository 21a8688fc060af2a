import { domainEntities } from './domain.ts';
import { OperationEntity } from './operation.ts';
import { ReplyEntity } from './reply.ts';
import { RevocationEntity } from './revocation.ts';
import { StreamEventEntity } from './stream-event.ts';
import { StreamHeadEntity } from './stream-head.ts';

export const entities = [
  ...domainEntities,
  StreamHeadEntity,
  StreamEventEntity,
  OperationEntity,
  ReplyEntity,
  RevocationEntity,
];
