import { fileURLToPath } from 'node:url';
import evidence from './evidence.vite.config.js';

/** Every question is answered when pages are built: scripts of pages bring no database along (34 MB). */
const noDatabaseInBrowsers = {
  name: 'no-database-in-browsers',
  enforce: 'pre',
  resolveId: (id, _importer, { ssr }) =>
    !ssr && id === '@evidence-dev/universal-sql/client-duckdb'
      ? fileURLToPath(new URL('./src/no-database.js', import.meta.url))
      : undefined,
};

export default { ...evidence, plugins: [noDatabaseInBrowsers, ...evidence.plugins] };
