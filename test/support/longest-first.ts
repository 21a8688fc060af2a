import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

const LONG = ['test/chaos/', 'test/cluster/', 'test/browser/', 'test/socket/sdk/', 'test/socket/'];

/**
 * Runs the folders with the slowest test files first. Otherwise one worker might run a slow file at the end while the
 * others are idle.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONG.findIndex((folder) => moduleId.includes(folder));
      return found === -1 ? LONG.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
