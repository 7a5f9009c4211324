import type { NamedPlace } from '../site/site.ts';
import { byCodePoint } from '../text/corpus.ts';

const estate =
  '小区|花园|花苑|家园|新村|公寓|公馆|名都|名邸|华府|雅居|国际城|广场|大厦|工业园|科技园|产业园|物流园|园区|商贸城|批发市场|农贸市场|苑|村';
// 某某街道 is a region, not a street.
const road = '大道|大街|路|街(?!道)|巷|弄|桥';
const school = '幼儿园|小学|中学|大学|学院|学校|医院';
const company = '有限公司|公司|集团|工厂';
/** A name of 2 to 10 letters or characters, then what it is. Lazy, so that two places in a row stay two. */
const named = new RegExp(`([\\u4e00-\\u9fa5A-Za-z0-9]{2,10}?)(${estate}|${road}|${school}|${company})`, 'g');
/** What stands before a name in a sentence, up to its last occurrence: the districts around it, and how people begin. */
const before =
  /^.*(?:省|市|县|(?<![小园厂校片])区|幼儿园|小学|中学|学校|医院|公司|街道|镇|乡|位于|住在|家住|我在|就在|[在的是从到于，]|反映|反应|关于|投诉|举报|咨询|建议|请求|希望|我们|我|你们|附近|旁边|对面)/;
/** What is no name but a kind of place. */
const kindOnly =
  /^(?:.*(?:高速公|人行|十字|下穿|立交|高架|马|公|铁|政|农|跑|要上|居民|住宅|安置|老旧|这[个条家所]?|那[个条家所]?|该|本|此|各|有限|普惠性?|每|整[个条]|一[个条家所些]?|某|几[个条家所]?|两[个条家]?|多[个条家]|其他|别的|大型|民营|私立|公办|民办|物业|开发|施工|房地产|建筑|建设|装修|装饰|劳务|供水|自来水|燃气|热力|供热|供电|电力|公交|保险|快递|管理|服务|所在|隔壁|附近|周边|门口|重点|义务|当地))$/;
/** A name's last part may be all that others say of it: 国际小区 of 中海国际小区; shorter ones say nothing. */
const shortestTail = 3;

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

  /**
   * The places an order is about, by code point: those in its place column and title, else those in its body; of each,
   * names the site knows before what merely reads like a place. A place column without either is a name itself.
   */
  in({ place, title, body }: { place: string | null; title: string | null; body: string | null }): string[] {
    const first = [place, title].filter((text) => text !== null);
    const found = this.#firstFound([
      this.#known(first),
      () => this.#patterns(first),
      () => [placeAlone(place)].filter(Boolean),
    ]);
    if (found.length > 0 || !body) return found;
    return this.#firstFound([this.#known([body]), () => this.#patterns([body])]);
  }

  #firstFound(ways: (string[] | (() => string[]))[]): string[] {
    for (const way of ways) {
      const names = typeof way === 'function' ? way() : way;
      if (names.length > 0) return [...new Set(names)].sort(byCodePoint);
    }
    return [];
  }

  #known(texts: readonly string[]): string[] {
    if (this.#byStart.size === 0) return [];
    const found: string[] = [];
    for (const text of texts)
      for (let at = 0; at + 1 < text.length; at++) {
        const name = this.#byStart.get(text.slice(at, at + 2))?.find((known) => text.startsWith(known, at));
        if (!name) continue;
        found.push(name);
        at += name.length - 1;
      }
    return found;
  }

  #patterns(texts: readonly string[]): string[] {
    const found: string[] = [];
    for (const text of texts)
      for (const [, stem, kind] of text.matchAll(named)) {
        const name = nameAlone(stem!);
        if (name !== '' && !kindOnly.test(name)) found.push(name + kind);
      }
    return found;
  }
}

/** What a place column says beyond districts and masked numbers; empty when that is no name. */
function placeAlone(place: string | null): string {
  const name = nameAlone((place ?? '').replace(/〔[^〕]*〕/g, ''));
  return name.length <= 20 ? name : '';
}

/** A name without the sentence before it; unchanged where nothing of two characters would be left. */
function nameAlone(stem: string): string {
  const rest = stem.trim().replace(before, '');
  const plain = rest.length > 2 ? rest.replace(/^[与及或跟旁]/, '') : rest;
  return plain.length >= 2 ? plain : '';
}

/**
 * Rows' places with one name for each: a longer name gives way to the shortest that ends it and that two rows use, as
 * 停水的东湖路 does to 东湖路, and 云州市第九中学 to 第九中学.
 */
export function withOneName(places: readonly (readonly string[])[]): string[][] {
  const counts = new Map<string, number>();
  for (const names of places) for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const shortest = new Map<string, string>();
  for (const name of counts.keys()) {
    shortest.set(name, name);
    for (let length = shortestTail; length < name.length; length++)
      if ((counts.get(name.slice(-length)) ?? 0) > 1) {
        shortest.set(name, name.slice(-length));
        break;
      }
  }
  return places.map((names) => [...new Set(names.map((name) => shortest.get(name)!))].sort(byCodePoint));
}

/**
 * The place most members name, and the share of members that do. Ties: the longer name, then the lower by code point.
 * Undefined when no two members share one.
 */
export function sharedPlace(places: readonly (readonly string[])[]): { name: string; share: number } | undefined {
  const counts = new Map<string, number>();
  for (const names of places) for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const [most] = [...counts]
    .filter(([, members]) => members > 1)
    .sort(([a, x], [b, y]) => y - x || b.length - a.length || byCodePoint(a, b));
  return most && { name: most[0], share: most[1] / places.length };
}
