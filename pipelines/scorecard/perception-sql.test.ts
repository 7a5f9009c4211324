import { describe, expect, test } from 'vitest';
import { alarm, april, call, city, counted, event, march, order, rows } from './march-2024.ts';

describe('民情感知性', () => {
  test('P11, P12: orders of known residents in the 12 months', async () => {
    await order('a', { resident: 'x' });
    await order('b');
    await order('old', { resident: 'x', received_at: '2023-04-01 00:00:00' });
    await order('older', { resident: 'x', received_at: '2023-03-31 23:59:59' });
    await order('next', { resident: 'x', received_at: april(1, '00:00:00') });
    expect(await rows('P11')).toEqual(['a 1', 'old 1']);
    expect(await rows('P12')).toEqual(['a 1', 'old 1']);
  });

  test('P13, P14: channel and group of known residents, this month', async () => {
    await order('a', { resident: 'x', channel: '电话', resident_type: '老年人' });
    await order('b', { resident: 'y', channel: '微信' });
    await order('c', { channel: '电话', resident_type: '老年人' });
    expect((await counted('P13')).map(({ id, grp }) => [id, grp])).toEqual([
      ['a', '电话'],
      ['b', '微信'],
    ]);
    expect((await counted('P14')).map(({ id, grp }) => [id, grp])).toEqual([['a', '老年人']]);
  });

  test('P21: lost unless answered, called back or served online within 24 hours; one row per caller and day', async () => {
    await call('c1', { caller: 'x', answered: false, wait_seconds: 60 });
    await call('c2', { caller: 'x', in_at: march(5, '11:00:00'), answered: true });
    await call('c3', { caller: 'y', answered: false, wait_seconds: 60 });
    await call('c4', {
      caller: 'y',
      in_at: march(6),
      answered: false,
      wait_seconds: 60,
      called_back: true,
      called_back_at: march(7, '09:59:59'),
    });
    await call('c5', { caller: 'z', answered: false, wait_seconds: 60 });
    await order('o', { resident: 'z', received_at: march(6, '09:00:00'), channel: '微信' });
    await call('c6', {
      caller: 'w',
      answered: false,
      wait_seconds: 60,
      called_back: false,
      called_back_at: march(5, '12:00:00'),
    });
    await call('c7', { answered: false, wait_seconds: 60, called_back: true });
    await call('short', { caller: 'v', answered: false, wait_seconds: 4 });
    await call('menu', { caller: 'u', answered: false, requested: false, wait_seconds: 60 });
    expect(await rows('P21')).toEqual(['c1 0', 'c3 1', 'c4 0', 'c5 0', 'c6 1', 'c7 0']);
  });

  test('P21, P22: what came back after 24 hours came too late', async () => {
    await call('c1', {
      caller: 'x',
      answered: false,
      wait_seconds: 60,
      called_back: true,
      called_back_at: march(6, '10:00:01'),
    });
    await order('o', { resident: 'x', received_at: march(6, '10:00:01') });
    expect(await rows('P21')).toEqual(['c1 1']);
    expect(await rows('P22')).toEqual(['c1 0']);
  });

  test('P22: missed caller-days only, counted from the first missed call', async () => {
    await call('c1', { caller: 'x', answered: false, wait_seconds: 60 });
    await call('c2', {
      caller: 'x',
      in_at: march(5, '15:00:00'),
      answered: false,
      wait_seconds: 60,
      called_back: true,
      called_back_at: march(6),
    });
    await call('c3', { caller: 'y', answered: false, wait_seconds: 60 });
    await call('c4', { caller: 'y', in_at: march(5, '15:00:00'), answered: true });
    await call('c5', { caller: 'z', answered: false, wait_seconds: 60 });
    expect(await rows('P22')).toEqual(['c1 1', 'c5 0']);
  });

  test('P23: in and outside working hours by the calendar of 调休', async () => {
    await city.insert(
      'calendar_days',
      { day: '2024-03-04', kind: 'working' },
      { day: '2024-03-05', kind: 'rest' },
      { day: '2024-03-09', kind: 'working' },
    );
    await call('monday', { in_at: march(4, '09:00:00'), answered: true });
    await call('early', { in_at: march(4, '08:59:59'), answered: false, wait_seconds: 60 });
    await call('late', { in_at: march(4, '17:00:00'), answered: true });
    await call('holiday', { in_at: march(5), answered: true });
    await call('moved saturday', { in_at: march(9), answered: true });
    expect((await counted('P23')).filter(({ grp }) => grp === '2 inside').map(({ id }) => id)).toEqual([
      'monday',
      'moved saturday',
    ]);
    expect((await counted('P23')).map(({ numerator }) => numerator)).toEqual([0, 1, 1, 1, 1]);
  });

  test('P31: five elements', async () => {
    await order('full', { place: '幸福路', category1: '城建', kind: '投诉', body: '小区物业不修路灯' });
    await order('bare', { body: '你好' });
    await order('words', { street: 'S1', body: '请修理一下昨晚坏掉的东西' });
    await order('unplaced', { street: 'unassigned', category1: '城建' });
    expect(await rows('P31')).toEqual(['bare 1/5', 'full 5/5', 'unplaced 2/5', 'words 4/5']);
  });

  test('P32: an estate, road or community; enquiries and praise concern no place; 街道 is none', async () => {
    await order('estate', { place: '望江小区', kind: '投诉' });
    await order('road', { body: '临江大道路灯不亮', kind: '求助' });
    await order('street office', { place: '临江街道', kind: '投诉' });
    await order('nowhere', { body: '噪声太大', kind: '投诉' });
    await order('enquiry', { body: '幸福路怎么走', kind: '咨询' });
    expect(await rows('P32')).toEqual(['estate 1', 'nowhere 0', 'road 1', 'street office 0']);
  });

  test('P33: full path as deep as the month’s deepest, none of it 其他', async () => {
    await order('full', { category1: '城建', category2: '道路' });
    await order('half', { category1: '城建' });
    await order('other', { category1: '城建', category2: '其他问题' });
    await order('none');
    expect(await rows('P33')).toEqual(['full 1', 'half 0', 'none 0', 'other 0']);
    await order('deeper', { category1: '城建', category2: '道路', category3: '路灯' });
    expect(await rows('P33')).toEqual(['deeper 1', 'full 0', 'half 0', 'none 0', 'other 0']);
  });

  test('P41: within 24 hours by the data’s own time of entry; the export’s time does not count', async () => {
    await order('soon', { available_at: march(6), available_from: 'column' });
    await order('late', { available_at: march(6, '10:00:01'), available_from: 'column' });
    await order('unknown', { available_at: march(5), available_from: 'export' });
    expect(await rows('P41')).toEqual(['late 0', 'soon 1']);
  });

  test('P42: all but the first of 多人同诉 and 催办, merged in 3 days', async () => {
    await order('first', { received_at: march(1), merged_into: 'x', merged_at: march(1) });
    await order('merged', { received_at: march(2), merged_into: 'first', merged_at: march(5) });
    await order('late', { received_at: march(2), merged_into: 'first', merged_at: march(5, '10:00:01') });
    await order('alone', { received_at: march(3) });
    await event('E1', '多人同诉', 'first', 'merged', 'late', 'alone');
    await order('hot1');
    await order('hot2');
    await event('E2', '高频问题', 'hot1', 'hot2');
    expect(await rows('P42')).toEqual(['alone 0', 'late 0', 'merged 1']);
  });

  test('P51: orders with a risk signal, marked within 24 hours', async () => {
    for (const id of ['quick', 'slow', 'untimed', 'unmarked', 'calm', 'elderly'])
      await order(id, {
        ...(id === 'quick' && { mark: '紧急', marked_at: march(6) }),
        ...(id === 'slow' && { mark: '紧急', marked_at: march(7) }),
        ...(id === 'untimed' && { mark: '敏感' }),
      });
    await city.insert(
      'signals',
      ...['quick', 'slow', 'untimed', 'unmarked'].map((order_id) => ({
        month: '2024-03',
        order_id,
        signal: '安全风险',
      })),
    );
    await city.insert(
      'signals',
      { month: '2024-03', order_id: 'quick', signal: '紧急' },
      { month: '2024-03', order_id: 'elderly', signal: '老年人' },
    );
    expect(await rows('P51')).toEqual(['quick 1', 'slow 0', 'unmarked 0', 'untimed 1']);
  });

  test('P52: members of events of at least 3 residents; merged, merged into or marked', async () => {
    await order('main', { resident: 'a' });
    await order('merged', { resident: 'b', merged_into: 'main' });
    await order('marked', { resident: 'c', mark: '督办' });
    await order('missed', { resident: 'c' });
    await event('E1', '多人同诉', 'main', 'merged', 'marked', 'missed');
    await order('two1', { resident: 'a' });
    await order('two2', { resident: 'b' });
    await event('E2', '多人同诉', 'two1', 'two2');
    expect(await rows('P52')).toEqual(['main 1', 'marked 1', 'merged 1', 'missed 0']);
  });

  test('P61: of those who came to an event of ten, who came after the day of its first alarm', async () => {
    const ids = Array.from({ length: 12 }, (_, i) => `o${i}`);
    for (const [i, id] of ids.entries()) await order(id, { resident: id, received_at: march(1 + i) });
    await order('again', { resident: 'o0', received_at: march(20) });
    await event('E1', '多人同诉', ...ids, 'again');
    for (const [i, id] of ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8', 'p9'].entries()) {
      await order(id, { resident: id, received_at: march(10 + i) });
      ids.push(id);
    }
    await event('E2', '多人同诉', ...ids.slice(12));
    for (const id of ['q0', 'q1', 'q2', 'q3', 'q4', 'q5', 'q6', 'q7', 'q8']) {
      await order(id, { resident: id });
      ids.push(id);
    }
    await event('E3', '多人同诉', ...ids.slice(22));
    // A burst judged at the end of the 3rd; the event's own alarm came later.
    await alarm('A1', { kind: 'burst', raised_at: march(4, '00:00:00') }, 'o2', 'other');
    await alarm('A2', { kind: 'event', event: 'E1', raised_at: march(5, '08:00:00') }, 'o0');
    expect(await rows('P61')).toEqual(['E1 0.75', 'E2 0']);
    expect(await rows('P61', march(4, '12:00:00'))).toEqual([]);
  });

  test('P62: alarms about which something was done within 3 working days', async () => {
    for (let day = 1; day <= 31; day++)
      await city.insert('calendar_days', {
        day: march(day).slice(0, 10),
        kind: 'working',
        number: day,
      });
    await order('marked', { mark: '督办', marked_at: march(8, '23:00:00') });
    await order('late', { mark: '督办', marked_at: march(9, '00:00:01') });
    await order('before', { mark: '督办', marked_at: march(4, '23:00:00') });
    await alarm('A1', {}, 'marked');
    await alarm('A2', {}, 'late', 'before');
    await alarm('A3', { event: 'E1', kind: 'event' });
    await alarm('A4', {});
    // Raised at the end of the 5th.
    await alarm('A5', { raised_at: march(6, '00:00:00') });
    await alarm('A6', {}, 'acted');
    await alarm('april', { raised_at: april(1) });
    const act = (day: number, target: string) =>
      city.insert('actions', { line: 2, day: march(day).slice(0, 10), kind: '督办', target, outcome: '' });
    await act(5, 'E1');
    await act(9, 'A4');
    await act(8, 'A5');
    await act(6, 'acted');
    expect(await rows('P62')).toEqual(['A1 1', 'A2 0', 'A3 1', 'A4 0', 'A5 1', 'A6 1']);
  });

  test('an order that a later month put into an event the period does not know stays where it was', async () => {
    for (const id of ['a', 'b', 'c']) await order(id, { resident: id });
    await event('E1', '多人同诉', 'a', 'b', 'c');
    await city.insert('events', { month: '2024-04', event: 'E2', type: '多人同诉', district: 'D1' });
    await city.insert('event_members', { month: '2024-04', order_id: 'c', event: 'E2' });
    expect(await rows('P52')).toEqual(['a 0', 'b 0', 'c 0']);
  });

  test('an event that was merged into an older one counts under that one', async () => {
    await order('a', { resident: 'a' });
    await order('b', { resident: 'b' });
    await order('c', { resident: 'c' });
    await event('OLD', '多人同诉', 'a', 'b');
    await city.insert('events', { month: '2024-03', event: 'NEW', alias_of: 'OLD', type: '多人同诉', district: 'D1' });
    await city.insert('event_members', { month: '2024-03', order_id: 'c', event: 'NEW' });
    expect(await rows('P52')).toEqual(['a 0', 'b 0', 'c 0']);
  });
});
