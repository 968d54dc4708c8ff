import type { Directive } from '../loading/directive.ts'

export const SecRule: Directive = {
  words: [2, 3],
  usage: 'takes two or three arguments, rule target, operator and optional action list',
  load: ([targets, operator, actions], draft, line) => {
    if (targets !== undefined && operator !== undefined) draft.addRule(targets, operator, actions, line)
  },
}
export const SecAction: Directive = {
  words: [1, 1],
  usage: 'takes one argument, an action list',
  load: ([actions], draft, line) => {
    if (actions !== undefined) draft.addAction(actions, line)
  },
}
export const SecRuleScript: Directive = {
  words: [1, 2],
  usage: 'takes 1-2 arguments, rule script and optional actionlist',
  load: ([file, actions], draft, line) => {
    if (file !== undefined) draft.addScript(file, actions, line)
  },
}
export const SecMarker: Directive = {
  words: [1, 1],
  usage: 'takes one argument, marker for a skipAfter target',
  load: ([label], draft, line) => {
    if (label !== undefined) draft.addMarker(label, line)
  },
}
export const SecDefaultAction: Directive = {
  words: [1, 1],
  usage: 'takes one argument, default action list',
  load: ([actions], draft, line) => {
    if (actions !== undefined) draft.setDefaultActions(actions, line)
  },
}
export const SecComponentSignature: Directive = {
  words: [1, 1],
  usage: 'takes one argument, component signature to add to ModSecurity signature.',
  load: ([name], draft) => {
    if (name !== undefined) draft.settings.components = [...draft.settings.components, name.text]
  },
}
