import { createHash } from 'node:crypto';

/** Numbers that stand for nobody: the hotline itself, words for “not given”, errors of formulas (cut at the slash). */
const nobody = ['12345', '匿名', '保密', '未知', '不详', '隐名', '未提供', '无号码', '0', '-1', '#N', '#DIV'];

/**
 * The part of an identifier that tells people apart, in SQL: without blanks, signs and full-width digits, and the first
 * of several. Most are plain numbers, which it costs nothing to see.
 */
export const identifierOf = (cell: string): string =>
  `case when regexp_full_match(${cell}, '[0-9]+') then ${cell} else regexp_extract(regexp_replace(translate(upper(${cell}), '０１２３４５６７８９Ｘ－＋（）　', '0123456789X-+() '), '[\\s()+·.—-]', '', 'g'), '^[^;；,，/、]*') end`;

/**
 * SQL for the resident key of an identifier (see `identifierOf`): 16 hex digits of HMAC-SHA256 under the site's key,
 * whose two pads are the parameters `$inner_pad` and `$outer_pad` (hex). The same for a mobile number with or without
 * +86. Missing for numbers the source has starred out and for placeholders, which would join different people.
 */
export function residentKeyOf(id: string): string {
  const person = `case
    when contains(${id}, '*') then null
    when length(${id}) > 11 and regexp_full_match(${id}, '(0086|86|0)1[3-9]\\d{9}') then right(${id}, 11)
    when replace(${id}, left(${id}, 1), '') = '' or list_contains([${nobody.map((word) => `'${word}'`).join(', ')}], ${id}) then null
    else ${id} end`;
  return `left(sha256(unhex($outer_pad) || unhex(sha256(unhex($inner_pad) || encode(${person})))), 16)`;
}

/** The parameters of `residentKeyOf` for a key, as RFC 2104 derives them. */
export function residentPads(key: Uint8Array): { inner_pad: string; outer_pad: string } {
  const block = Buffer.alloc(64);
  block.set(key.length > 64 ? createHash('sha256').update(key).digest() : key);
  const pad = (mask: number) => Buffer.from(block.map((byte) => byte ^ mask)).toString('hex');
  return { inner_pad: pad(0x36), outer_pad: pad(0x5c) };
}
