import { base } from '$app/paths';

/**
 * Under a base path, links that a script has written are put right: those that the server sent are already (`rebased` in
 * pipelines/report/base-path.ts). Without one it does nothing.
 */
export function based(node) {
  if (!base) return {};
  const mend = () => {
    for (const link of node.querySelectorAll('a[href^="/"]')) {
      const href = link.getAttribute('href');
      if (href !== base && !href.startsWith(`${base}/`)) link.setAttribute('href', base + href);
    }
  };
  mend();
  const observer = new MutationObserver(mend);
  observer.observe(node, { subtree: true, childList: true, attributes: true, attributeFilter: ['href'] });
  return { destroy: () => observer.disconnect() };
}
