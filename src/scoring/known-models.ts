import { Registry } from '../registry.ts'
import type { Model } from './model.ts'
import * as all from './models/index.ts'

/** The models that `{ model: name }` of a script can name. */
export const models = new Registry<Model>(all)
