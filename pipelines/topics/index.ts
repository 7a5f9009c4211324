/**
 * The topic method, by verbs: `fitTopics` learns topics, `transform` places documents, `carryTopics` goes on to a later
 * time with the same topics, `topicsOverTime` tells how each fares, `mergeTopics` makes several one, `reduceOutliers`
 * lets more documents in. Documents come as a `Corpus`: words as numbers, from the segmenter or made by hand.
 */
export { carryTopics } from './carry.ts';
export { fitTopics } from './fit.ts';
export { mergeTopics, reduceOutliers } from './merge.ts';
export { type Topic, type TopicModel, topicIds, transform } from './model.ts';
export { type TopicAtTime, topicsOverTime } from './over-time.ts';
