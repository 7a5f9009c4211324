import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { jsonSchemas } from './json-schemas.ts';
import { nothingDecided, topicsFileSchema } from './topics-file.ts';
import { parseYaml } from './yaml.ts';

const read = (text: string) => parseYaml(text, 'topics.yaml', topicsFileSchema);

describe('topics.yaml', () => {
  test('holds names, pins, merges and splits; all may be left out', () => {
    expect(read('{}')).toEqual(nothingDecided);
    const decisions = read(`
names: { T007: 供暖不热, T005-1: 电梯困人 }
pins:
  - { topic: T007, words: [暖气, 不热] }
  - { topic: T012, orders: [A1, A2] }
merges: [{ into: T003, from: [T017] }]
splits: [{ topic: T005, into: [{ part: T005-1, words: [电梯] }] }]
`);
    expect(decisions.names['T005-1']).toBe('电梯困人');
    expect(decisions.pins).toHaveLength(2);
    const valid = new Ajv({ strict: false }).compile(jsonSchemas()['topics.json']!);
    expect(valid({ names: { T007: '供暖' }, merges: [{ into: 'T003', from: ['T017'] }] })).toBe(true);
    expect(valid({ merges: [{ into: 'T003' }] })).toBe(false);
  });

  test.each([
    ['names:\n  T7: 供暖', 2, 'T007'],
    ['names:\n  T007: 供暖\n  T008: 供暖', 3, 'T007 is called so already'],
    ['names:\n  T005-1: 电梯', 2, 'no part under splits'],
    ['pins:\n  - { topic: T007 }', 2, 'words or orders'],
    ['pins:\n  - { topic: T007, words: [冷] }', 2, ''],
    ['pins:\n  - { topic: T001, orders: [A] }\n  - { topic: T002, orders: [A] }', 3, 'pinned to T001'],
    ['pins:\n  - { topic: T004, orders: [A] }\nmerges:\n  - { into: T003, from: [T004] }', 2, 'merged into T003'],
    ['merges:\n  - { into: T003, from: [T003] }', 2, 'into itself'],
    ['merges:\n  - { into: T003, from: [T004] }\n  - { into: T005, from: [T004] }', 3, 'already'],
    ['merges:\n  - { into: T003, from: [T004] }\n  - { into: T002, from: [T003] }', 2, 'itself merged'],
    ['splits:\n  - { topic: T005, into: [{ part: T006-1, words: [电梯] }] }', 2, 'T005-1'],
    ['split: []', 1, 'split'],
  ])('a decision that cannot be meant is refused with its line: %#', (text, line, message) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({
        name: 'UserError',
        where: `topics.yaml:${line}`,
        message: expect.stringContaining(message),
      }),
    );
  });
});
