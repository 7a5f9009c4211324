import type { TopicsFile } from '../site/topics-file.ts';
import type { Topic } from './model.ts';

export interface NamedTopic {
  topic: string;
  label: string;
  /** The analyst has named it. */
  named: boolean;
  parent1: string;
  parent1_label: string;
  parent2: string;
  parent2_label: string;
  phrases: string[];
}

const wordsInNode = 3;

/**
 * A model's topics as readers see them, by id: merged ones are left out, parts of split ones follow their topic, and all
 * bear the analyst's names where there are some. No two are called the same. A node of the hierarchy is called after its
 * largest topics: by their names, else by their first words.
 */
export function namedTopics(topics: Topic[], { names, merges, splits }: TopicsFile): NamedTopic[] {
  const known = new Set(topics.map(({ id }) => id));
  const gone = new Set(merges.flatMap(({ into, from }) => (known.has(into) ? from : [])));
  const listed = topics.filter(({ id }) => !gone.has(id)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const given = new Set([
    ...Object.values(names),
    ...splits.flatMap(({ into }) => into.flatMap(({ name }) => name ?? [])),
  ]);
  const unlike = (label: string, id: string): string => (given.has(label) ? `${label} ${id}` : label);
  const rows = listed.flatMap(({ id, label, phrases }) => [
    { topic: id, label: names[id] ?? unlike(label, id), named: id in names, phrases },
    ...(splits.find(({ topic }) => topic === id)?.into ?? []).map(({ part, name, words }) => ({
      topic: part,
      label: names[part] ?? name ?? unlike(words.join('·'), part),
      named: names[part] !== undefined || name !== undefined,
      phrases: words,
    })),
  ]);
  const labelOf = new Map(rows.map(({ topic, label }) => [topic, label]));
  const parentsOf = new Map(listed.map(({ id, parents }) => [id, parents]));
  const nodeLabel = (level: 0 | 1, node: string): string => {
    const below = listed
      .filter(({ parents }) => parents[level] === node)
      .sort((a, b) => b.documents - a.documents || (a.id < b.id ? -1 : 1));
    if (below.length === 1) return labelOf.get(below[0]!.id)!;
    return below
      .slice(0, wordsInNode)
      .map(({ id, phrases }) => names[id] ?? phrases[0] ?? id)
      .join('·');
  };
  return rows.map((row) => {
    const [parent1, parent2] = parentsOf.get(row.topic.split('-')[0]!)!;
    return {
      ...row,
      parent1,
      parent1_label: nodeLabel(0, parent1),
      parent2,
      parent2_label: nodeLabel(1, parent2),
    };
  });
}
