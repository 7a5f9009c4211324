/** Evidence gives every page a title of its own and tags for other hosts; pages here name themselves in Head.svelte. */
const withoutEvidenceHead = {
  markup: ({ content, filename }) =>
    filename?.endsWith('+page.md')
      ? { code: content.replace(/<svelte:head>(?:(?!<\/svelte:head>)[\s\S])*twitter:site[\s\S]*?<\/svelte:head>/, '') }
      : undefined,
};

/**
 * Added to Evidence's own configuration. `preprocess` is an accessor of the prototype, because Evidence reads it,
 * deletes it, and reads the same object again for the next part of the build.
 */
class Configuration {
  /** Every script of a page is named by its hash: nothing else may run, and nothing is fetched from elsewhere. */
  kit = {
    // Scripts find their parts beside themselves, so that one build may lie under any path.
    paths: { relative: true },
    // The time of the build, unless told: the same site should be the same files.
    version: { name: process.env.MINQING_SITE_VERSION ?? 'development' },
    csp: {
      mode: 'hash',
      directives: {
        'default-src': ['self'],
        'script-src': ['self'],
        'style-src': ['self', 'unsafe-inline'],
        'img-src': ['self', 'data:'],
        'object-src': ['none'],
        'base-uri': ['self'],
      },
    },
  };

  get preprocess() {
    return [withoutEvidenceHead];
  }
}

export default new Configuration();
