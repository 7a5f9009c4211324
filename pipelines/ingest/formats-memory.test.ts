import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { measuredProcess } from '../../bench/measured-process.ts';

test('memory does not grow with the file', async () => {
  const script = fileURLToPath(new URL('../../bench/peak-of-reading.ts', import.meta.url));
  const { output } = await measuredProcess(process.execPath, ['--import', 'tsx', script, '150']);
  const peaks: Record<string, Record<string, number>> = JSON.parse(output);
  expect(Object.keys(peaks)).toEqual(['csv', 'csv.gz', 'json', 'parquet']);
  for (const peak of Object.values(peaks)) expect(peak['150 MB']! - peak['15 MB']!).toBeLessThan((150 - 15) * 0.75);
});
