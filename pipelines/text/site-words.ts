import type { Site } from '../site/site.ts';
import { type SegmenterOptions, segmenterVersion } from './segmenter.ts';
import { defaultFrequency, readDictionary, readStopWords } from './word-list.ts';

/**
 * How a site's texts are cut: its dictionary, and the names of its places, districts, streets and units, are kept whole;
 * its stop list is added to the default one.
 * @throws UserError when a list has a broken line
 */
export function segmenterOptions(
  site: Pick<Site, 'dictionaryFile' | 'stopwordsFile' | 'places' | 'regions' | 'units'>,
): SegmenterOptions {
  const names = [
    ...site.places.map(({ name }) => name),
    ...[...site.regions, ...site.units].flatMap(({ name, aliases }) => [name, ...aliases]),
  ];
  const listed = site.dictionaryFile ? readDictionary(site.dictionaryFile) : [];
  return {
    words: [...listed, ...names.map((word) => ({ word, frequency: defaultFrequency }))],
    ...(site.stopwordsFile ? readStopWords(site.stopwordsFile) : {}),
  };
}

/** Everything that decides how a text is cut, for the version of what is made of it. */
export const segmentationInputs = (site: Site): unknown => [segmenterVersion, segmenterOptions(site)];
