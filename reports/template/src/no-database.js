import { tableFromIPC } from 'apache-arrow';
import { arrowTableToJSON } from '../../../node_modules/@evidence-dev/universal-sql/src/client-duckdb/both.js';

/** Takes the place of Evidence's database in browsers: a page shows what was answered when it was built. */
export { arrowTableToJSON, tableFromIPC };

export const initDB = () => {};
export const setParquetURLs = () => {};
export const updateSearchPath = () => {};
export const query = (sql) => {
  throw new Error(`no database in the browser to answer: ${sql}`);
};
