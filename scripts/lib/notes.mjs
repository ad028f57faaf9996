/** What a program's own output says of its progress, in plain words; `undefined` for all that says nothing of it. */

/**
 * @param {string} line of pip
 * @returns {string | undefined}
 */
export function pipNote(line) {
  const fetched = /^\s*Collecting ([\w.-]+)/.exec(line)?.[1];
  if (fetched !== undefined) return `fetching ${fetched}`;
  return line.startsWith('Installing collected packages') ? 'installing its packages' : undefined;
}

/**
 * @param {string} line of the CDK's synth, bootstrap and deploy
 * @returns {string | undefined}
 */
export function cdkNote(line) {
  const bundled = /^\s*Bundling asset \S*?([^/\s]+)\/Function\//.exec(line)?.[1];
  if (bundled !== undefined) return `bundling the function ${bundled}`;
  const [, done, all] = / \|\s+(\d+)\/(\d+) \| /.exec(line) ?? [];
  return done === undefined || all === undefined ? undefined : `${done} of ${all} resources`;
}
