/** MODSEC_BUILD as people write it: `020913900` is 2.9.13, `030014100` is 3.0.14. */
export const versionOf = (build: string): string =>
  [build.slice(0, 2), build.slice(2, 4), build.slice(4, 6)].map(Number).join('.')
