import type { Place, Site } from '../site/site.ts';
import { type SegmenterOptions, segmenterVersion } from './segmenter.ts';
import { defaultFrequency, readDictionary, readStopWords, readSynonyms } from './word-list.ts';

/**
 * How a site's texts are cut: its dictionary, and the names of its places, districts, streets and units, are kept whole;
 * other names of a thing count as its first one (synonyms.txt, aliases of districts, streets and units); its stop list is
 * added to the default one.
 * @throws UserError when a list has a broken line
 */
export function segmenterOptions(
  site: Pick<Site, 'dictionaryFile' | 'stopwordsFile' | 'synonymsFile' | 'places' | 'regions' | 'units'>,
): SegmenterOptions {
  const named = [...site.regions, ...site.units];
  const names = [...site.places, ...named].map(({ name }) => name);
  const listed = site.dictionaryFile ? readDictionary(site.dictionaryFile) : [];
  const synonyms = new Map([
    ...aliases(named, new Set(site.places.map(({ name }) => name.toLowerCase()))),
    ...(site.synonymsFile ? readSynonyms(site.synonymsFile) : []),
  ]);
  return {
    words: [...listed, ...names.map((word) => ({ word, frequency: defaultFrequency }))],
    synonyms: [...synonyms].filter(([, name]) => !synonyms.has(name)),
    ...(site.stopwordsFile ? readStopWords(site.stopwordsFile) : {}),
  };
}

/** Name by alias, in lower case; an alias of several, or one that is also a name, stands for itself. */
function aliases(named: readonly Place[], taken: ReadonlySet<string>): [string, string][] {
  const namesOf = new Map<string, Set<string>>();
  for (const { name, aliases } of named)
    for (const alias of aliases) {
      const key = alias.toLowerCase();
      namesOf.set(key, (namesOf.get(key) ?? new Set()).add(name.toLowerCase()));
    }
  const names = new Set([...taken, ...named.map(({ name }) => name.toLowerCase())]);
  return [...namesOf].flatMap(([alias, of]): [string, string][] =>
    of.size === 1 && !names.has(alias) ? [[alias, [...of][0]!]] : [],
  );
}

/** Names of places, in lower case: they say where, never what about. */
export const placeWords = (site: Pick<Site, 'places' | 'regions'>): Set<string> =>
  new Set(
    [
      ...site.places,
      ...site.regions.flatMap(({ name, aliases }) => [name, ...aliases].map((each) => ({ name: each }))),
    ].map(({ name }) => name.toLowerCase()),
  );

/** Everything that decides how a text is cut, for the version of what is made of it. */
export const segmentationInputs = (site: Site): unknown => [segmenterVersion, segmenterOptions(site)];
