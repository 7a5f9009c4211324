import { type DuckDBConnection, type DuckDBDataChunk, DuckDBScalarFunction, type DuckDBVector, VARCHAR } from 'duckdb';
import { maskText, maskWord } from './mask.ts';

/**
 * Makes `mask_text(text, caller)` and `mask_word(text)` known to a connection. Inside a transaction this holds to its
 * end: a rollback forgets them too, which is why they are looked for and not remembered.
 */
export async function registerMasking(connection: DuckDBConnection): Promise<void> {
  const known = await connection.runAndReadAll(
    "select 1 from duckdb_functions() where function_name = 'mask_text' limit 1",
  );
  if (known.currentRowCount > 0) return;
  const define = (name: string, parameters: number, mask: (text: string, caller: string) => string) =>
    connection.registerScalarFunction(
      DuckDBScalarFunction.create({
        name,
        parameterTypes: Array.from({ length: parameters }, () => VARCHAR),
        returnType: VARCHAR,
        mainFunction: (_, input, output) => overRows(input, output, mask),
      }),
    );
  define('mask_text', 2, maskText);
  define('mask_word', 1, maskWord);
}

function overRows(input: DuckDBDataChunk, output: DuckDBVector, mask: (text: string, caller: string) => string): void {
  const texts = input.getColumnVector(0);
  const callers = input.columnCount > 1 ? input.getColumnVector(1) : undefined;
  const cell = (vector: DuckDBVector | undefined, row: number) => (vector?.getItem(row) as string | null) ?? '';
  for (let row = 0; row < input.rowCount; row++) output.setItem(row, mask(cell(texts, row), cell(callers, row)));
  output.flush();
}
