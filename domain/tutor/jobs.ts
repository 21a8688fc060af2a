import type { Stores } from '../areas/stores.ts';
import { userStream } from '../call.ts';
import type { Transactions } from '../ports.ts';
import type { Embedder, TutorJobs } from './ports.ts';
import { embed, memoryText } from './usecases/memory.ts';

interface Deps {
  read(): Stores;
  transactions: Transactions;
  embedder: Embedder;
}

export function tutorJobs({ read, transactions, embedder }: Deps): {
  [J in keyof TutorJobs]: (data: TutorJobs[J]) => Promise<void>;
} {
  return {
    async 'memory.embed'({ userId, memoryId }) {
      const memory = await read().memories.find(userId, { id: memoryId });
      if (!memory) return;
      const embedding = await embed(embedder, memoryText(memory));
      await transactions.run({ userId, streams: [userStream(userId)] }, async (tx) => {
        const present = await tx.memories.find(userId, { id: memoryId });
        // If the text of the memory has changed since then, the change also stored or scheduled a new vector.
        if (present && memoryText(present) === memoryText(memory)) await tx.memories.update(memoryId, { embedding });
        return null;
      });
    },
  };
}
