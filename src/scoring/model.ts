import type { Verdict } from './contract.ts'
import type { Question } from './question.ts'

/** What a model says; a higher score is more normal. */
export type Judgement = { readonly verdict: Exclude<Verdict, 'error'>; readonly score: number }

/** A model that needs no server of its own: a pure function of the question. */
export type Model = (question: Question) => Judgement
