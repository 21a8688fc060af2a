/**
 * npm's postinstall step: lets the prebuilt uWebSockets.js for Node 24 load where glibc is 2.36 or 2.37 (Debian 12).
 * Plain JavaScript, since it runs with whichever Node runs npm. It never fails an installation: a binary that can't
 * load leaves the server its second engine, ENGINE=node.
 */
import { fileURLToPath } from 'node:url';
import { retargetFile, thisSystem } from './retarget-file.mjs';

const binary = fileURLToPath(new URL('../../node_modules/uWebSockets.js/uws_linux_x64_137.node', import.meta.url));

process.stdout.write(`uWebSockets.js: ${retargetFile(binary, thisSystem())}\n`);
