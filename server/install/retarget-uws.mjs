/**
 * npm's postinstall step lets the prebuilt uWebSockets.js for Node 24 load on glibc 2.36 or 2.37 (Debian 12). This
 * script is plain JavaScript, because it runs with the Node that runs npm. A failure of this step does not fail the
 * installation, because without the binary the server uses its second engine, ENGINE=node.
 */
import { fileURLToPath } from 'node:url';
import { retargetFile, thisSystem } from './retarget-file.mjs';

const binary = fileURLToPath(new URL('../../node_modules/uWebSockets.js/uws_linux_x64_137.node', import.meta.url));

process.stdout.write(`uWebSockets.js: ${retargetFile(binary, thisSystem())}\n`);
