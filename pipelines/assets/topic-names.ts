import type { Asset } from '../engine/asset.ts';
import { codeVersion } from '../engine/sql.ts';
import type { Site } from '../site/site.ts';
import { modelServing, readTopics } from '../topics/model-tables.ts';
import { namedTopics } from '../topics/named-topics.ts';

/**
 * The topics of each month as readers see them: those of its model, merged, split and named as the analyst's
 * `topics.yaml` says, with the names of the two levels above.
 */
export const topicNames: Asset = {
  key: 'topic_names',
  partitioning: 'month',
  tables: [
    {
      name: 'topic_names',
      columns: `"month" VARCHAR, topic VARCHAR, label VARCHAR, named BOOLEAN, parent1 VARCHAR, parent1_label VARCHAR,
        parent2 VARCHAR, parent2_label VARCHAR, phrases VARCHAR[]`,
    },
  ],
  reads: [
    { asset: 'topic_models', mapping: 'until' },
    { asset: 'first_topics', mapping: 'all' },
  ],
  codeVersion: codeVersion(1),
  config: ({ topics: { names, merges, splits } }: Site) => ({ names, merges, splits }),
  checks: [],
  async materialize({ site, warehouse, partition: month }) {
    const modelMonth = await modelServing(warehouse, month);
    if (modelMonth === undefined) return;
    for (const { phrases, ...row } of namedTopics(await readTopics(warehouse, modelMonth), site.topics))
      await warehouse.run(
        `insert into topic_names select $month, $topic, $label, $named, $parent1, $parent1_label, $parent2, $parent2_label,
           from_json($phrases, '["VARCHAR"]')`,
        { month, ...row, phrases: JSON.stringify(phrases) },
      );
  },
};
