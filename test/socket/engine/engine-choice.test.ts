import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../gateway/engine/index.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { engineOptions } from './engine-harness.ts';

describe('choosing an engine', () => {
  const warnings: string[] = [];
  const options = engineOptions('uws', (message) => warnings.push(message));

  /** Pretend that this machine has an architecture for which uWebSockets.js has no binary, so that loading it fails. */
  function pretendForeignArchitecture(): void {
    const { arch } = process;
    Object.defineProperty(process, 'arch', { value: 'riscv64' });
    onCleanup(() => Object.defineProperty(process, 'arch', { value: arch }));
  }

  it('ENGINE=uws fails with a readable error if the engine can’t be loaded', async () => {
    pretendForeignArchitecture();
    await expect(openEngine(options)).rejects.toThrow(/^ENGINE=uws: uWebSockets\.js does not load here: .*riscv64/);
  });

  it('ENGINE=auto falls back to node, with one warning that names the reason', async () => {
    pretendForeignArchitecture();
    const engine = await openEngine({ ...options, engine: 'auto' });
    onCleanup(() => engine.close());
    expect(engine.name).toBe('node');
    expect(warnings).toEqual([expect.stringMatching(/^uWebSockets\.js does not load .*ENGINE=node.*: .*riscv64/)]);
  });
});
