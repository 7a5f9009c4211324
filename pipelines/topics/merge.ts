import { UserError } from '../user-error.ts';
import type { TopicModel } from './model.ts';
import { type DenseMatrix, dense, normaliseRows } from './sparse.ts';
import type { Assignment } from './spherical-kmeans.ts';

/**
 * The model with some topics made one. The oldest id survives and keeps its name; centroids are averaged by documents.
 * @throws UserError when an id is not a topic of the model
 */
export function mergeTopics(model: TopicModel, ids: string[]): TopicModel {
  const merged = ids.map((id) => {
    const at = model.topics.findIndex((topic) => topic.id === id);
    if (at < 0)
      throw new UserError(`there is no topic ${id}`, {
        where: 'topics',
        fix: `name topics of the model: ${model.topics.map((t) => t.id).join(', ')}`,
      });
    return at;
  });
  const [into, ...gone] = [...new Set(merged)].sort((a, b) => a - b);
  if (into === undefined || gone.length === 0) return model;
  const { width } = model.centroids;
  const mean = dense(1, width);
  for (const at of [into, ...gone])
    for (let j = 0; j < width; j++)
      mean.data[j]! += Math.max(1, model.topics[at]!.documents) * model.centroids.data[at * width + j]!;
  normaliseRows(mean);
  const kept = [...model.topics.keys()].filter((at) => !gone.includes(at));
  const centroids: DenseMatrix = dense(kept.length, width);
  for (const [i, at] of kept.entries())
    centroids.data.set(
      at === into ? mean.data : model.centroids.data.subarray(at * width, (at + 1) * width),
      i * width,
    );
  const documents = [into, ...gone].reduce((sum, at) => sum + model.topics[at]!.documents, 0);
  return {
    ...model,
    centroids,
    topics: kept.map((at) => (at === into ? { ...model.topics[at]!, documents } : model.topics[at]!)),
  };
}

/**
 * Topic ids with fewer outliers: a document below the model's bound still joins its nearest topic when its cosine
 * reaches `least`.
 */
export function reduceOutliers(model: TopicModel, { nearest, cosine }: Assignment, least: number): string[] {
  const bound = Math.min(least, model.poorFit);
  return Array.from(nearest, (topic, i) => (topic < 0 || cosine[i]! < bound ? 'other' : model.topics[topic]!.id));
}
