/**
 * The parts of one kind, found by SecLang name without regard to case. Made from an index module's namespace,
 * so that a part is registered by one export line, and an alias is a second export.
 */
export class Registry<Part> {
  readonly #parts = new Map<string, Part>()
  readonly names: readonly string[]

  constructor(namespace: Readonly<Record<string, Part>>) {
    this.names = Object.keys(namespace)
    for (const [name, part] of Object.entries(namespace)) this.#parts.set(name.toLowerCase(), part)
  }

  find(name: string): Part | undefined {
    return this.#parts.get(name.toLowerCase())
  }
}
