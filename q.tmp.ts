import { DuckDBInstance } from 'duckdb';
const i=await DuckDBInstance.create('/tmp/opendata/city/.minqing/warehouse.duckdb',{access_mode:'READ_ONLY'}); const c=await i.connect();
for (const q of process.argv.slice(2)) { const r=await c.runAndReadAll(q); console.log(q); console.table(r.getRowObjectsJson()); }
