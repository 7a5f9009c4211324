import { UserError } from '../../pipelines/user-error.ts';

/** A row of COINr's iMeta: an indicator (`Level` 1) or an aggregate, and what is computed above it. */
export interface Element {
  readonly iCode: string;
  readonly Level: number;
  /** The aggregate that it enters; null at the top. */
  readonly Parent: string | null;
  readonly iName?: string;
  readonly Unit?: string;
  /** −1: less is better. */
  readonly Direction?: 1 | -1;
  /** Among those of the same parent; they need not sum to 1. 1 when left out. */
  readonly Weight?: number;
  /** Parameters of normalisation, read where `f_n_para` is `use_iMeta`; in raw orientation. */
  readonly Target?: number;
  readonly dist2targ_cap_max?: boolean;
  readonly goalpost_lower?: number;
  readonly goalpost_upper?: number;
  readonly goalpost_scale?: number;
  readonly goalpost_trunc2posts?: boolean;
  readonly minmax_lower?: number;
  readonly minmax_upper?: number;
  readonly zscore_mean?: number;
  readonly zscore_sd?: number;
  readonly scaled_lower?: number;
  readonly scaled_upper?: number;
  readonly scaled_factor?: number;
}

/** The tree of an index. @throws UserError, when made, naming the element that does not fit. */
export class IndexTree {
  readonly elements: readonly Element[];
  /** Levels of the top: 1 is that of the indicators. */
  readonly maxLevel: number;
  readonly top: Element;
  private readonly byCode: ReadonlyMap<string, Element>;
  private readonly children = new Map<string, Element[]>();

  constructor(iMeta: readonly Element[]) {
    this.elements = iMeta;
    this.byCode = new Map(iMeta.map((element) => [element.iCode, element]));
    if (this.byCode.size < iMeta.length) {
      const twice = iMeta.find((element, i) => iMeta.findIndex(({ iCode }) => iCode === element.iCode) < i)!;
      throw refusal(twice, `${twice.iCode} stands twice in iMeta`, 'give every indicator and aggregate one row');
    }
    for (const element of iMeta) this.place(element);
    for (const element of iMeta) this.check(element);
    const tops = iMeta.filter(({ Parent }) => Parent === null);
    if (tops.length !== 1)
      throw new UserError(
        tops.length === 0
          ? 'iMeta has no top: every element has a parent'
          : `iMeta has more than one top: ${tops.map(({ iCode }) => iCode).join(', ')}`,
        { where: 'iMeta', fix: 'give one aggregate, the index, Parent null, and let all others lead to it' },
      );
    this.top = tops[0]!;
    this.maxLevel = this.top.Level;
  }

  get indicators(): Element[] {
    return this.atLevel(1);
  }

  atLevel = (level: number): Element[] => this.elements.filter(({ Level }) => Level === level);

  childrenOf = (iCode: string): readonly Element[] => this.children.get(iCode) ?? [];

  element(iCode: string): Element {
    const element = this.byCode.get(iCode);
    if (element) return element;
    throw new UserError(`${iCode} is no element of the tree`, {
      where: iCode,
      fix: `name one of ${this.elements.map((known) => known.iCode).join(', ')}`,
    });
  }

  /** The ancestors of an element, from its parent to the top. */
  ancestorsOf(iCode: string): Element[] {
    const { Parent } = this.element(iCode);
    return Parent === null ? [] : [this.element(Parent), ...this.ancestorsOf(Parent)];
  }

  /** The ancestor of an element at a level; undefined when its line skips that level. */
  ancestorAt = (iCode: string, level: number): Element | undefined =>
    this.ancestorsOf(iCode).find(({ Level }) => Level === level);

  /** The indicators below an aggregate. */
  indicatorsBelow = (iCode: string): Element[] =>
    this.indicators.filter((indicator) => this.ancestorsOf(indicator.iCode).some((above) => above.iCode === iCode));

  /** The same tree with other weights. @throws UserError naming a code that is not in it. */
  withWeights(weights: Readonly<Record<string, number>>): IndexTree {
    for (const iCode of Object.keys(weights)) this.element(iCode);
    return new IndexTree(
      this.elements.map((element) => {
        const Weight = weights[element.iCode];
        return Weight === undefined ? element : { ...element, Weight };
      }),
    );
  }

  /** Adds an element to its parent's children, after following its line up: a circle would never end. */
  private place(element: Element): void {
    const line = [element.iCode];
    for (let { Parent } = element; Parent !== null; ) {
      const above = this.byCode.get(Parent);
      if (!above)
        throw refusal(element, `the parent ${Parent} of ${line.at(-1)} is not in iMeta`, `add a row for ${Parent}`);
      line.push(Parent);
      if (line.indexOf(Parent) < line.length - 1)
        throw refusal(
          element,
          `the tree goes round in a circle: ${line.join(' → ')}`,
          'let every line end at the index',
        );
      Parent = above.Parent;
    }
    if (element.Parent === null) return;
    const siblings = this.children.get(element.Parent);
    if (siblings) siblings.push(element);
    else this.children.set(element.Parent, [element]);
  }

  private check(element: Element): void {
    const { iCode, Level, Parent, Direction = 1, Weight = 1 } = element;
    const children = this.childrenOf(iCode);
    if (!Number.isInteger(Level) || Level < 1)
      throw refusal(element, `Level ${Level} of ${iCode} is no whole number from 1`, 'indicators have Level 1');
    if (Level > 1 && children.length === 0)
      throw refusal(element, `the aggregate ${iCode} has no children`, 'remove it, or name it as somebody’s Parent');
    if (Parent !== null && this.byCode.get(Parent)!.Level <= Level)
      throw refusal(
        element,
        `${iCode} (Level ${Level}) is not below its parent ${Parent}`,
        'give parents a higher Level',
      );
    if (Direction !== 1 && Direction !== -1)
      throw refusal(
        element,
        `Direction ${Direction} of ${iCode} is neither 1 nor -1`,
        'write 1, or -1: less is better',
      );
    if (!Number.isFinite(Weight) || Weight < 0)
      throw refusal(
        element,
        `the weight ${Weight} of ${iCode} is negative or no number`,
        'write a weight of 0 or more',
      );
    if (children.length > 0 && children.every((child) => child.Weight === 0))
      throw refusal(element, `the weights below ${iCode} sum to 0`, 'give at least one of its children a weight');
  }
}

const refusal = (element: Element, what: string, fix: string): UserError =>
  new UserError(what, { where: `iMeta, ${element.iCode}`, fix });
