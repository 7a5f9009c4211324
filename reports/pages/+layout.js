import { setTrackProxy } from '@evidence-dev/sdk/usql';
import {
  arrowTableToJSON,
  initDB,
  query as runQuery,
  setParquetURLs,
  tableFromIPC,
  updateSearchPath,
} from '@evidence-dev/universal-sql/client-duckdb';
import md5 from 'blueimp-md5';
import { browser, building } from '$app/environment';
import { base } from '$app/paths';
import { answers } from '../answers.js';

/*
 * Takes the place of Evidence's own +layout.js. What differs:
 * - pages are complete without JavaScript (`csr = false`); the few that filter say so in a +page.js of their own;
 * - the database is there while pages are built, and not in browsers.
 */
/** 'auto': a kind of page of which there is none (no units, no topics) is no error. */
export const prerender = 'auto';
export const csr = false;
export const trailingSlash = 'always';

/** Pages with a script: only their queries' results are written beside the page. */
const interactive = ['/compare', '/events', '/whatif'];

/** Where the site lies is known only where it is read: a build may be served under any path. */
const addBasePath = (path) => `${base}${path}`;

const answer = answers(runQuery);

let database;
const openDatabase = () => (database ??= startDatabase());

async function startDatabase() {
  const { readFileSync } = await import('node:fs');
  const { renderedFiles } = JSON.parse(readFileSync('./published/manifest.json', 'utf-8'));
  await initDB();
  await setParquetURLs(renderedFiles);
  await updateSearchPath(Object.keys(renderedFiles));
}

/** The results, by query name, of what the page asked at build time. */
async function builtResults(route, params, fetch) {
  const list = await fetch(addBasePath(`/api/${route}/${params}/all-queries.json`));
  if (!list.ok) return {};
  const results = Object.entries(await list.json()).map(async ([name, hash]) => {
    const file = await fetch(addBasePath(`/api/prerendered_queries/${hash}.arrow`));
    return [name, arrowTableToJSON(tableFromIPC(new Uint8Array(await file.arrayBuffer())))];
  });
  return Object.fromEntries(await Promise.all(results));
}

export async function load({ fetch, route, params }) {
  const routeHash = md5(route.id);
  const paramsHash = md5(
    Object.entries(params)
      .sort()
      .map(([key, value]) => `${key}\x1F${value}`)
      .join('\x1E'),
  );
  if (!browser) await openDatabase();
  const site = await fetch(addBasePath('/data/site.json')).then((response) => response.json());

  function query(sql, { query_name, callback = (rows) => rows } = {}) {
    if (!interactive.includes(route.id)) return callback(answer(sql, `${route.id} ${query_name}`));
    const beside = { route_hash: routeHash, additional_hash: paramsHash, query_name, prerendering: building };
    return callback(runQuery(sql, beside));
  }

  return {
    __db: { query, load: openDatabase },
    inputs: setTrackProxy({ label: '', value: '(SELECT NULL WHERE 0)' }),
    data: browser ? await builtResults(routeHash, paramsHash, fetch) : {},
    customFormattingSettings: { customFormats: [] },
    site,
  };
}
