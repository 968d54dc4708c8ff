/** All parts but those of some names. */
export const without = <Name extends string, Part>(
  all: Readonly<Record<Name, Part>>,
  names: readonly NoInfer<Name>[],
): Readonly<Record<string, Part>> => {
  const left: ReadonlySet<string> = new Set(names)
  return Object.fromEntries(Object.entries<Part>(all).filter(([name]) => !left.has(name)))
}
