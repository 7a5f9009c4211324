import type { Asset } from '../engine/asset.ts';
import { codeVersion } from '../engine/sql.ts';

/**
 * The month of the first topic model. Orders before it are placed by it; naming it apart keeps them from being placed
 * anew whenever a later model is made.
 */
export const firstTopics: Asset = {
  key: 'first_topics',
  partitioning: 'all',
  tables: [{ name: 'first_topics', columns: 'model_month VARCHAR' }],
  // A later model that cannot be made changes nothing here, and must not stop the months before it.
  reads: [{ asset: 'topic_models', mapping: 'all', evenIfFailed: true }],
  codeVersion: codeVersion(1),
  checks: [],
  async materialize({ warehouse }) {
    await warehouse.run('insert into first_topics select min("month") from topic_models having count(*) > 0');
  },
};
