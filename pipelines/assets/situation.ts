import type { Asset } from '../engine/asset.ts';
import { codeVersion, readSql } from '../engine/sql.ts';
import { asTimestamp, lastMonthBefore } from '../scorecard/moment.ts';
import { peopleIn } from '../scorecard/people.ts';
import { periodOf } from '../scorecard/reporting-period.ts';
import { numberSubjects } from '../scorecard/subjects.ts';
import { lastEnded, yearBefore } from '../site/periods.ts';
import { insertRows } from '../warehouse/insert.ts';

const columns = 'period VARCHAR, subject_kind VARCHAR, subject VARCHAR, measure VARCHAR, value DOUBLE';
const topicColumns = `period VARCHAR, subject_kind VARCHAR, subject VARCHAR, topic VARCHAR, orders BIGINT, residents BIGINT,
  orders_previous BIGINT, orders_year BIGINT`;

const eventStates = readSql('marts/values_event_states');
const counts = readSql('marts/situation');
const topics = readSql('marts/situation_topics');

/**
 * 态势: how much is asked for, by how many, about what. Shown without a direction, never scored. `situation` holds one
 * row per measure, in the field's words; `topic_situation` orders per topic with their base for 环比 and 同比.
 */
export const situation: Asset = {
  key: 'situation',
  partitioning: 'period',
  tables: [
    { name: 'situation', columns },
    { name: 'topic_situation', columns: topicColumns },
  ],
  reads: [
    { asset: 'subjects', mapping: 'all' },
    { asset: 'population', mapping: 'all' },
    { asset: 'orders', mapping: 'months' },
    { asset: 'events', mapping: 'months' },
    { asset: 'signals', mapping: 'months' },
    { asset: 'order_topics', mapping: 'months' },
  ],
  codeVersion: codeVersion(2, eventStates, counts, topics),
  checks: [],
  async materialize({ site, warehouse, partition }) {
    const { kind, start, end } = periodOf(site, partition);
    const previous = lastEnded(kind, site.config.assessment, start);
    const year = periodOf(site, yearBefore(partition));
    const lastMonth = lastMonthBefore(end);
    await warehouse.run(eventStates, { month: lastMonth });
    await warehouse.run(`insert into situation by name ${counts}`, {
      period: partition,
      month: lastMonth,
      start: asTimestamp(start),
      end: asTimestamp(end),
    });
    await warehouse.run(`insert into topic_situation by name ${topics}`, {
      period: partition,
      start: asTimestamp(start),
      end: asTimestamp(end),
      previous_start: asTimestamp(previous.start),
      previous_end: asTimestamp(previous.end),
      year_start: asTimestamp(year.start),
      year_end: asTimestamp(year.end),
    });
    const subjects = await numberSubjects(warehouse);
    const { of } = await peopleIn(warehouse, Number(end.slice(0, 4)), subjects);
    const residents = await warehouse.rows<{ subject_kind: string; subject: string; value: number }>(
      `select subject_kind, subject, value from situation where period = $partition and measure = '诉求人数' order by all`,
      { partition },
    );
    await insertRows(
      warehouse,
      'situation',
      columns,
      residents.flatMap(({ subject_kind, subject, value }) => {
        const own = subjects.find(({ kind, code }) => kind === subject_kind && code === subject);
        const people = own && own.kind !== 'unit' ? of(own) : null;
        return people ? [[partition, subject_kind, subject, '每万人诉求人数', (value / people) * 10_000]] : [];
      }),
    );
  },
};
