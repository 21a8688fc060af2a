import { describe } from 'vitest';
import { framingSuite } from './engine-framing-suite.ts';
import { useEngine } from './engine-harness.ts';
import { httpSuite } from './engine-http-suite.ts';
import { lifecycleSuite } from './engine-lifecycle-suite.ts';
import { slowSuite } from './engine-slow-suite.ts';
import { socketsSuite } from './engine-sockets-suite.ts';

describe('the node engine', () => {
  const harness = useEngine('node');
  socketsSuite(harness);
  httpSuite(harness);
  framingSuite(harness);
  slowSuite(harness);
  lifecycleSuite(harness);
});
