import { hostname } from 'node:os';
import { newId } from '../../domain/ids.ts';
import type { Config } from '../config.ts';
import { createTokens } from '../integrations/auth/tokens.ts';
import { openModels } from '../integrations/models/index.ts';
import { createLog } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createSecurityLog } from '../telemetry/security-log.ts';
import { createClosers } from './closers.ts';

export type Base = ReturnType<typeof composeBase>;

/** Create what every part of a node uses: its id, log, metrics, tokens, models, and the list of parts to close. */
export function composeBase(config: Config) {
  const log = createLog({ level: config.logLevel });
  const closers = createClosers();
  return {
    config,
    log,
    security: createSecurityLog(log),
    nodeId: `${hostname()}:${newId().slice(-12)}`,
    metrics: createMetrics({ ofProcess: config.metrics !== undefined }),
    closers,
    now: () => new Date(),
    tokens: createTokens({ secret: config.jwtSecret, previousSecret: config.jwtSecretPrevious }),
    models: closers.opened(
      openModels(
        {
          provider: config.llmProvider,
          apiKey: config.openaiApiKey,
          baseUrl: config.openaiBaseUrl,
          model: config.openaiModel,
          fallbackModel: config.openaiFallbackModel,
          embeddingModel: config.embeddingModel,
          offlinePaceMs: config.offlineTutorPaceMs,
        },
        { onEvent: (event) => log.info(event, 'Model') },
      ),
    ),
  };
}
