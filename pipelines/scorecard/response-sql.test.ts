import { describe, expect, test } from 'vitest';
import { april, call, city, counted, event, march, order, rows } from './march-2024.ts';

describe('服务回应性', () => {
  test('R11: answered of those that asked for an agent; hang-ups below 5 seconds are no request', async () => {
    await call('answered', { answered: true, wait_seconds: 2 });
    await call('missed', { answered: false, wait_seconds: 5 });
    await call('unknown wait', { answered: false });
    await call('hung up', { answered: false, wait_seconds: 4 });
    await call('menu', { answered: false, requested: false });
    expect(await rows('R11')).toEqual(['answered 1', 'missed 0', 'unknown wait 0']);
  });

  test('R12: answered within 15 seconds, the 15th included', async () => {
    await call('a', { answered: true, wait_seconds: 15 });
    await call('b', { answered: true, wait_seconds: 16 });
    await call('c', { answered: true });
    await call('d', { answered: false, wait_seconds: 3 });
    expect(await rows('R12')).toEqual(['a 1', 'b 0', 'c 0']);
  });

  test('R13: enquiries answered at the desk', async () => {
    await order('a', { kind: '咨询', desk: true });
    await order('b', { kind: '咨询' });
    await order('c', { kind: '投诉', desk: true });
    expect(await rows('R13')).toEqual(['a 1', 'b 0']);
  });

  test('R21: dispatched within 24 hours; never dispatched counts at its limit', async () => {
    await order('in time', { dispatched_at: march(6) });
    await order('late', { dispatched_at: march(6, '10:00:01') });
    await order('never');
    await order('desk', { desk: true });
    await order('merged', { merged_into: 'late' });
    await order('closed first', { closed_at: march(5, '12:00:00') });
    await order('limit in april', { received_at: march(31, '12:00:00') });
    expect(await rows('R21')).toEqual(['in time 1', 'late 0', 'never 0']);
    expect((await counted('R21')).find(({ id }) => id === 'never')!.at).toBe(march(6));
  });

  test('R21, R22, R31: before the limit has passed nothing is counted', async () => {
    await order('a', { dispatched_at: march(5), signed_at: march(5), contacted_at: march(5) });
    for (const id of ['R21', 'R22', 'R31']) {
      expect(await rows(id, march(6, '09:59:59'))).toEqual([]);
      expect(await rows(id, march(6))).toEqual(['a 1']);
    }
  });

  test('R22, R31: accepted and contacted within 24 hours of dispatch', async () => {
    await order('a', { dispatched_at: march(6), signed_at: march(7), contacted_at: march(7, '10:00:01') });
    await order('b', { dispatched_at: march(6) });
    await order('c');
    expect(await rows('R22')).toEqual(['a 1', 'b 0']);
    expect(await rows('R31')).toEqual(['a 0', 'b 0']);
  });

  test('R23, R24: returned at least once; passed among at least 3 units', async () => {
    await order('a', { dispatched_at: march(6), returns: 1, hops: 3 });
    await order('b', { dispatched_at: march(6), returns: 0, hops: 2 });
    await order('c', { dispatched_at: march(6) });
    await order('d', { returns: 2, hops: 4 });
    expect(await rows('R23')).toEqual(['a 1', 'b 0', 'c 0']);
    expect(await rows('R24')).toEqual(['a 1', 'b 0', 'c 0']);
  });

  test('R32: due in the month, open ones included, the deadline’s second included; the source’s verdict where dates lack', async () => {
    await order('in time', { due_at: march(10), closed_at: march(10) });
    await order('late', { due_at: march(10), closed_at: march(10, '10:00:01') });
    await order('open', { due_at: march(10) });
    await order('open, verdict', { due_at: march(10), on_time: true });
    await order('no deadline', { closed_at: march(12), on_time: false });
    await order('no deadline, no verdict', { closed_at: march(12) });
    await order('due in april', { due_at: april(1, '00:00:00'), closed_at: march(6) });
    await order('from february', {
      month: '2024-02',
      received_at: '2024-02-20 00:00:00',
      due_at: march(1, '00:00:00'),
    });
    expect(await rows('R32')).toEqual([
      'from february 0',
      'in time 1',
      'late 0',
      'no deadline 0',
      'open 0',
      'open, verdict 1',
    ]);
    expect(await rows('R32', march(9))).toEqual(['from february 0']);
  });

  test('R33: time used over time allowed; open at the day of counting is censored', async () => {
    await order('half', { dispatched_at: march(10), due_at: march(20), closed_at: march(15) });
    await order('open', { dispatched_at: march(11), due_at: march(21) });
    await order('closed later', { dispatched_at: march(12), due_at: march(22), closed_at: april(20) });
    await order('no deadline', { dispatched_at: march(10) });
    await order('deadline first', { dispatched_at: march(10), due_at: march(10) });
    const things = await counted('R33');
    expect(things.map(({ id, value, numerator }) => [id, value, numerator])).toEqual([
      ['half', 0.5, 1],
      ['open', expect.closeTo(2.0583, 3), 0],
      ['closed later', expect.closeTo(1.9583, 3), 0],
    ]);
  });

  test('R34: open with a deadline at the end of the month, past it', async () => {
    await order('overdue', { due_at: march(20) });
    await order('in time', { due_at: april(20) });
    await order('closed in april', { due_at: march(20), closed_at: april(1, '00:00:00') });
    await order('closed', { due_at: march(20), closed_at: march(31, '23:59:59') });
    await order('no deadline');
    await order('merged', { due_at: march(20), merged_into: 'overdue' });
    await order('of april', { month: '2024-04', received_at: april(1), due_at: april(1) });
    expect(await rows('R34')).toEqual(['closed in april 1', 'in time 0', 'overdue 1']);
  });

  test('R41: really solved of valid call-backs; 解释说明 is not solved, a missing answer neither', async () => {
    await order('solved', { callback_at: march(20), callback_valid: true, solved_resident: '实际解决' });
    await order('explained', { callback_at: march(20), callback_valid: true, solved_resident: '解释说明' });
    await order('silent', { callback_at: march(20), callback_valid: true });
    await order('invalid', { callback_at: march(20), callback_valid: false, solved_resident: '实际解决' });
    await order('untimed', { closed_at: march(19), callback_valid: true, solved_resident: '实际解决' });
    await order('in april', { callback_at: april(1), callback_valid: true, solved_resident: '实际解决' });
    expect(await rows('R41')).toEqual(['explained 0', 'silent 0', 'solved 1', 'untimed 1']);
  });

  test('R42: handled again, of those closed in the month', async () => {
    await order('a', { closed_at: march(20), redo: 1 });
    await order('b', { closed_at: march(20) });
    await order('c', { redo: 1 });
    expect(await rows('R42')).toEqual(['a 1', 'b 0']);
  });

  test('R43: the same resident with the same matter within 30 days of closing', async () => {
    const matter = { category1: '城建', category2: '道路', place: '幸福路' };
    await order('closed', { resident: 'x', closed_at: march(10), ...matter });
    await order('again', { month: '2024-04', resident: 'x', received_at: april(9), ...matter });
    await order('other matter', { resident: 'y', closed_at: march(10), ...matter });
    await order('y again', { resident: 'y', received_at: march(12), ...matter, category2: '路灯' });
    await order('other place', { resident: 'z', closed_at: march(10), ...matter });
    await order('z again', { resident: 'z', received_at: march(12), ...matter, place: '临江路' });
    await order('too late', { resident: 'w', closed_at: march(10), ...matter });
    await order('w again', { month: '2024-04', resident: 'w', received_at: april(9, '10:00:01'), ...matter });
    await order('before closing', { resident: 'v', received_at: march(1), closed_at: march(10), ...matter });
    await order('v again', { resident: 'v', received_at: march(9), ...matter });
    await order('by text', { resident: 'u', closed_at: march(10) });
    await order('u again', { resident: 'u', received_at: march(11) });
    await event('E1', '办结后重复诉求', 'by text', 'u again');
    await order('nobody', { closed_at: march(10), ...matter });
    expect(await rows('R43')).toEqual([
      'before closing 0',
      'by text 1',
      'closed 1',
      'other matter 0',
      'other place 0',
      'too late 0',
    ]);
    expect(await rows('R43', april(9, '09:59:59'))).toEqual([]);
  });

  test('R44: events of 3 residents, all closed and nobody new for 30 days', async () => {
    const group = async (name: string, closed: (string | null)[], due = march(20)) => {
      for (const [i, closed_at] of closed.entries())
        await order(`${name}${i}`, { resident: `${name}${i}`, due_at: due, closed_at });
      await event(name, '多人同诉', ...closed.map((_, i) => `${name}${i}`));
    };
    await group('solved', [march(10), march(11), march(12)]);
    await group('open', [march(10), march(11), null]);
    await group('returned', [march(10), march(11), march(12)]);
    await order('newcomer', { month: '2024-04', resident: 'new', received_at: april(5), closed_at: april(6) });
    await city.insert('event_members', { month: '2024-04', order_id: 'newcomer', event: 'returned' });
    await group('same person', [march(10), march(11), march(12)]);
    await order('old hand', { month: '2024-04', resident: 'same person0', received_at: april(5) });
    await city.insert('event_members', { month: '2024-04', order_id: 'old hand', event: 'same person' });
    await group('pair', [march(10), march(11)]);
    await group('due in april', [march(10), march(11), null], april(10));
    expect(await rows('R44')).toEqual(['open 0', 'returned 0', 'same person 1', 'solved 1']);
    expect(await rows('R44', april(11, '09:59:59'))).toEqual([]);
  });

  test('R51: 满意 1, 基本满意 0.9, anything else 0, of valid call-backs', async () => {
    for (const [id, satisfaction] of [
      ['a', '满意'],
      ['b', '基本满意'],
      ['c', '不满意'],
      ['d', null],
    ] as const)
      await order(id, { callback_at: march(20), callback_valid: true, satisfaction });
    await order('e', { callback_at: march(20), callback_valid: false, satisfaction: '满意' });
    expect(await rows('R51')).toEqual(['a 1', 'b 0.9', 'c 0', 'd 0']);
  });

  test('R52: called back validly within 7 days of closing', async () => {
    await order('in time', { closed_at: march(10), callback_at: march(17), callback_valid: true });
    await order('late', { closed_at: march(10), callback_at: march(17, '10:00:01'), callback_valid: true });
    await order('invalid', { closed_at: march(10), callback_at: march(12), callback_valid: false });
    await order('none', { closed_at: march(10) });
    await order('untimed', { closed_at: march(10), callback_valid: true });
    expect(await rows('R52')).toEqual(['in time 1', 'invalid 0', 'late 0', 'none 0', 'untimed 1']);
    expect(await rows('R52', march(17, '09:59:59'))).toEqual([]);
  });

  test('R53: the unit’s view less the resident’s, same orders', async () => {
    const both = (solved_unit: string | null, solved_resident: string | null) => ({
      callback_at: march(20),
      callback_valid: true,
      solved_unit,
      solved_resident,
    });
    await order('over', both('实际解决', '未解决'));
    await order('agree', both('实际解决', '实际解决'));
    await order('under', both('解释说明', '实际解决'));
    await order('half', both('实际解决', null));
    expect(await rows('R53')).toEqual(['agree 0', 'over 1', 'under -1']);
  });
});
