import { UserError } from '../../pipelines/user-error.ts';
import { effectiveWeights } from '../composite/effective-weights.ts';
import type { IndexTree } from '../composite/tree.ts';

/**
 * Weights that give each named element its part of the whole index (0.5: half of it), while all others keep their
 * proportions among themselves. Only exact under arithmetic means.
 * @throws UserError when the parts exceed 1, or one named element lies below another.
 */
export function weightsForShares(tree: IndexTree, shares: Readonly<Record<string, number>>): Record<string, number> {
  const named = Object.keys(shares);
  const parts = effectiveWeights(tree);
  const wanted = named.reduce((sum, iCode) => sum + shares[iCode]!, 0);
  const had = named.reduce((sum, iCode) => sum + parts.get(tree.element(iCode).iCode)!, 0);
  if (wanted > 1 + 1e-12)
    throw refusal(named, `the parts of ${named.join(', ')} exceed 100%`, 'let them sum to 100% at most');
  const holderOf = (iCode: string): string | undefined =>
    named.find((one) => one === iCode || tree.ancestorsOf(iCode).some((above) => above.iCode === one));
  for (const iCode of named) {
    const { Parent } = tree.element(iCode);
    const above = Parent === null ? iCode : holderOf(Parent);
    if (above)
      throw refusal(
        [iCode],
        Parent === null ? `${iCode} is the whole index` : `${iCode} is a part of ${above}, which is set too`,
        'set the parts of elements that lie beside each other',
      );
    if (parts.get(iCode) === 0) throw refusal([iCode], `${iCode} weighs nothing, so nothing below it can grow`, '');
  }
  const rest = 1 - had;
  if (rest <= 0 && wanted < 1)
    throw refusal(named, `${named.join(', ')} are all there is`, 'let their parts sum to 100%');
  const now = new Map(tree.elements.map(({ iCode }) => [iCode, 0]));
  for (const { iCode } of tree.indicators) {
    const holder = holderOf(iCode);
    const own = parts.get(iCode)!;
    const part = holder ? (own * shares[holder]!) / parts.get(holder)! : own * ((1 - wanted) / rest);
    for (const element of [tree.element(iCode), ...tree.ancestorsOf(iCode)])
      now.set(element.iCode, now.get(element.iCode)! + part);
  }
  // Below an element that weighs nothing the old weights stay: they are needed, and do not matter.
  return Object.fromEntries(
    tree.elements.map(({ iCode, Parent, Weight = 1 }) => [
      iCode,
      Parent !== null && now.get(Parent)! > 0 ? now.get(iCode)! : Weight,
    ]),
  );
}

const refusal = (named: readonly string[], what: string, fix: string): UserError =>
  new UserError(what, { where: named.map((iCode) => `weight.${iCode}`).join(', '), ...(fix && { fix }) });
