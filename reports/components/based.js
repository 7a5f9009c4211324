import { base } from '$app/paths';

/**
 * Under a base path, links that a script has written are put right: those of the built page are relative
 * (pipelines/report/relative-links.ts). At the top of a host name it does nothing.
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
