/** What bench/landing.ts measures against: `csv FILE DATABASE` with DuckDB's read_csv, `xlsx FILE` with exceljs. */
import { DuckDBInstance } from 'duckdb';
import ExcelJS from 'exceljs';

const [kind, file = '', database = ''] = process.argv.slice(2);
if (kind === 'csv') {
  const instance = await DuckDBInstance.create(database, { memory_limit: '2GiB' });
  const connection = await instance.connect();
  await connection.run(`create table orders as select * from read_csv('${file}', header = true, all_varchar = true)`);
  const [[n]] = (await connection.runAndReadAll('select count(*) from orders')).getRows() as [[bigint]];
  console.log(Number(n));
  connection.closeSync();
  instance.closeSync();
} else {
  let cells = 0;
  const reader = new ExcelJS.stream.xlsx.WorkbookReader(file, { sharedStrings: 'cache', worksheets: 'emit' });
  for await (const sheet of reader) for await (const row of sheet) cells += row.cellCount;
  console.log(cells);
}
