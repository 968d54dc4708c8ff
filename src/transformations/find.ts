import type { Transformation } from '../parts.ts'
import { Registry } from '../registry.ts'
import * as transformations from './index.ts'

/** The transformations by SecLang name, as `t:` and Lua's getvar find them. */
export const TRANSFORMATIONS = new Registry<Transformation>(transformations)
