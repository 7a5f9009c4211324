/**
 * The mathematics of a composite index in COINr's vocabulary, as pure functions on plain data: columns of numbers or
 * null, subjects by `uCode`, indicators and aggregates by `iCode`.
 */
export { type AggregateOptions, aggregate } from './composite/aggregate.ts';
export { changed } from './composite/change.ts';
export { type ComparedSubject, type CompareOptions, compareCoins } from './composite/compare.ts';
export { copelandScores, outrankingMatrix } from './composite/copeland.ts';
export { type DenominateBy, type DenominateOptions, denominate } from './composite/denominate.ts';
export { effectiveWeights } from './composite/effective-weights.ts';
export { type ImputeOptions, impute, imputeColumn } from './composite/impute.ts';
export { type Mean, type MeanParameters, means } from './composite/means.ts';
export { type NormaliseOptions, type NormaliseSpec, normalise } from './composite/normalise.ts';
export { type NormaliseParameters, type Normaliser, normalisers } from './composite/normalisers.ts';
export {
  type OptimisedWeights,
  type OptimisedWeightsOptions,
  optimisedWeights,
} from './composite/optimised-weights.ts';
export { publishedSpecification } from './composite/published-specification.ts';
export { rankAscending, rankDescending, rankTable, type Ties } from './composite/rank.ts';
export { build, regen } from './composite/regen.ts';
export { type ResultsOptions, resultsOf } from './composite/results.ts';
export { type Screened, type ScreenedSubject, type ScreenOptions, screen } from './composite/screen.ts';
export type { Change, Coin, Specification, WeightOptions } from './composite/specification.ts';
export { type Cell, type Column, checkTable, type Table } from './composite/table.ts';
export { type Transformation, type TransformParameters, transformations } from './composite/transform.ts';
export { type TreatColumnOptions, type Treated, type TreatOptions, treat, treatColumn } from './composite/treat.ts';
export { type Element, IndexTree } from './composite/tree.ts';
export { type WinsoriseOptions, winsorise } from './composite/winsorise.ts';
export { type Availability, availabilityByGroup, availabilityOf } from './multivariate/availability.ts';
export { type CorrelationType, correlation, correlationPValue } from './multivariate/correlation.ts';
export {
  type Correlated,
  type CorrelationFlagOptions,
  type CorrelationOptions,
  correlationFlags,
  correlationTable,
  denominatorCorrelations,
} from './multivariate/correlation-table.ts';
export { cronbachAlpha } from './multivariate/cronbach.ts';
export { requireEnoughSubjects } from './multivariate/enough-subjects.ts';
export { checkSkewKurt, kurtosis, skewness } from './multivariate/moments.ts';
export { type PcaWeights, type PrincipalComponents, pcaWeights, principalComponents } from './multivariate/pca.ts';
export { type ColumnStatistics, type StatisticsOptions, statisticsOf } from './multivariate/statistics.ts';
export {
  type RankedIndicator,
  type StrengthOptions,
  strengthsAndWeaknesses,
  subjectSummary,
} from './multivariate/strengths.ts';
export { quantileOfSorted } from './quantile.ts';
export { sampleToParameter, type UncertainInput } from './sensitivity/inputs.ts';
export { type Removals, removeElements } from './sensitivity/removal.ts';
export { type Sensitivity, type SobolOptions, sobolIndices, sobolSensitivity } from './sensitivity/sobol.ts';
export {
  type RankInterval,
  type Uncertainty,
  type UncertaintyOptions,
  uncertainty,
} from './sensitivity/uncertainty.ts';
export { type Trend, type TrendParameters, trends } from './trends/growth.ts';
export { type ImputePanelOptions, imputePanel } from './trends/impute-panel.ts';
export { type Panel, stacked, tablesByTime } from './trends/panel.ts';
export { type TrendOptions, type TrendRow, trendTable } from './trends/trend-table.ts';
