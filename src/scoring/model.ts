import { Registry } from '../registry.ts'
import type { Verdict } from './contract.ts'
import * as all from './models/index.ts'
import type { Question } from './question.ts'

/** What a model says; a higher score is more normal. */
export type Judgement = { readonly verdict: Exclude<Verdict, 'error'>; readonly score: number }

/** A model that needs no server of its own: a pure function of the question. */
export type Model = (question: Question) => Judgement

/** The models that `{ model: name }` of a script can name. */
export const models = new Registry<Model>(all)
