import type { NamedPlace } from '../site/site.ts';
import { byCodePoint } from '../text/corpus.ts';

const estate =
  '小区|花园|花苑|家园|新村|公寓|公馆|名都|名邸|华府|雅居|国际城|广场|大厦|工业园|科技园|产业园|物流园|园区|商贸城|批发市场|农贸市场|苑|村';
const road = '大道|大街|路|街|巷|弄|桥';
const school = '幼儿园|小学|中学|大学|学院|学校|医院';
const company = '有限公司|公司|集团|工厂';
/** A name of 2 to 10 letters or characters, then what it is. Lazy, so that two places in a row stay two. */
const named = new RegExp(`([\\u4e00-\\u9fa5A-Za-z0-9]{2,10}?)(${estate}|${road}|${school}|${company})`, 'g');
/** What stands before a name in a sentence, up to its last occurrence: the districts around it, and how people begin. */
const before =
  /^.*(?:省|市|县|(?<![小园厂校片])区|街道|镇|乡|位于|住在|家住|我在|就在|[在的是从到于，]|反映|反应|关于|投诉|举报|咨询|建议|请求|希望|我们|我|你们|附近|旁边|对面)/;
/** What is no name but a kind of place. */
const kindOnly =
  /^(?:.*(?:高速公|人行|十字|马|公|铁|政|农|居民|住宅|安置|老旧|这[个条家所]?|那[个条家所]?|该|本|此|各|每|整[个条]|一[个条家所些]?|某|几[个条家所]?|两[个条家]?|多[个条家]|其他|别的|大型|民营|私立|公办|民办|物业|开发|施工|房地产|建筑|建设|装修|装饰|劳务|供水|自来水|燃气|热力|供热|供电|电力|公交|保险|快递|管理|服务|所在|隔壁|附近|周边|门口|重点|义务|当地))$/;
/** A name's last part may be all that others say of it: 国际小区 of 中海国际小区; shorter ones say nothing. */
const shortestTail = 4;

/** Finds the places that texts name: those the site knows, and what reads like a road, an estate, a school or a company. */
export class PlaceNames {
  readonly #byStart = new Map<string, string[]>();
  readonly #streets = new Map<string, string>();

  constructor(known: readonly NamedPlace[]) {
    for (const { name, street } of known) {
      if (name.length < 2) continue;
      const start = name.slice(0, 2);
      this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), name]);
      if (street) this.#streets.set(name, street);
    }
    for (const names of this.#byStart.values()) names.sort((a, b) => b.length - a.length || byCodePoint(a, b));
  }

  /** The street's code of a place the site knows. */
  streetOf(name: string): string | undefined {
    return this.#streets.get(name);
  }

  /** All places an order names, each once, by code point. `place` is the order's own place column, which is one even when it has no pattern. */
  in(texts: readonly (string | null)[], place: string | null = null): string[] {
    const found = new Set<string>();
    for (const text of [place, ...texts]) if (text) this.#collect(text, found);
    if (place && found.size === 0) {
      const name = nameAlone(place.replace(/〔[^〕]*〕/g, ''));
      if (name.length >= 2 && name.length <= 20) found.add(name);
    }
    return [...found].sort(byCodePoint);
  }

  #collect(text: string, found: Set<string>): void {
    let rest = '';
    let from = 0;
    for (let at = 0; at + 1 < text.length && this.#byStart.size > 0; at++) {
      const name = this.#byStart.get(text.slice(at, at + 2))?.find((known) => text.startsWith(known, at));
      if (!name) continue;
      found.add(name);
      // A sign in its place, so that what is left and right of a known name does not grow together.
      rest += `${text.slice(from, at)}。`;
      from = at + name.length;
      at = from - 1;
    }
    rest += text.slice(from);
    for (const [, stem, kind] of rest.matchAll(named)) {
      const name = nameAlone(stem!);
      if (name.length >= 2 && !kindOnly.test(name)) found.add(name + kind);
    }
  }
}

/** A name without the sentence before it; unchanged where nothing of two characters would be left. */
function nameAlone(stem: string): string {
  const rest = stem.trim().replace(before, '');
  const plain = rest.length > 2 ? rest.replace(/^[与及或跟旁]/, '') : rest;
  return plain.length >= 2 ? plain : '';
}

/**
 * The place most members name, and the share of members that do. A longer name counts for its last part: 中海国际小区
 * is a 国际小区 too. Ties: the longer name, then the lower by code point. Undefined when no two members share one.
 */
export function sharedPlace(places: readonly (readonly string[])[]): { name: string; share: number } | undefined {
  const counts = new Map<string, number>();
  for (const names of places) for (const name of new Set(names)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const names = [...counts.keys()];
  let best: { name: string; members: number } | undefined;
  for (const name of names) {
    if (counts.get(name) === 1 && places.length > 2 && name.length < shortestTail) continue;
    const tails =
      name.length >= shortestTail ? names.filter((other) => other.length > name.length && other.endsWith(name)) : [];
    const members =
      tails.length === 0
        ? counts.get(name)!
        : places.filter((own) => own.includes(name) || own.some((other) => tails.includes(other))).length;
    if (members < 2) continue;
    if (
      !best ||
      members > best.members ||
      (members === best.members &&
        (name.length > best.name.length || (name.length === best.name.length && byCodePoint(name, best.name) < 0)))
    )
      best = { name, members };
  }
  return best && { name: best.name, share: best.members / places.length };
}
