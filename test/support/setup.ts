import { cleanUpAfterFile } from './cleanup.ts';

cleanUpAfterFile();
