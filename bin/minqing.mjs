#!/usr/bin/env node
// The command `minqing`: installs what is missing on a fresh clone, then hands over to pipelines/cli.ts.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setUp } from './setup.mjs';

if (!existsSync(fileURLToPath(new URL('../node_modules/tsx/package.json', import.meta.url)))) setUp(['packages']);
if (['report', 'worker'].includes(process.argv[2])) setUp(['site']); // both build the site
const { register } = await import('tsx/esm/api');
register();
await import('../pipelines/cli.ts');
