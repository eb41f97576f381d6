const expectedBuilds = {
  // What a user installs, and not the sources that a TypeScript loader could find behind the name.
  'campaign-machine': '/dist/index.js',
  // XState's development build checks more and is slower: comparing with it would flatter `decide`.
  xstate: '/dist/xstate.cjs.mjs',
};

/** Throws unless the packages resolve to the builds that their users run in production. */
export const assertPublishedBuilds = (): void => {
  for (const [name, build] of Object.entries(expectedBuilds)) {
    const resolved = import.meta.resolve(name);
    if (!resolved.endsWith(build)) throw new Error(`${name} is not ${build} but ${resolved}.`);
  }
};
