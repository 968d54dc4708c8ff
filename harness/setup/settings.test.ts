import { expect, test } from 'vitest'
import { settingLines, setupOf } from './settings.ts'

test.each([
  [{}, []],
  [{ crs: { paranoia: 3 } }, ['tx.paranoia_level=3', 'tx.blocking_paranoia_level=3']],
  [{ crs: { early_blocking: true } }, ['tx.early_blocking=1']],
  [{ mode: 1 }, ['tx.machine-learning-plugin_mode=1']],
  [{ plugin: { enabled: false } }, ['tx.machine-learning-plugin_enabled=0']],
  [{ plugin: { settings: { 'tx.a': 1, b: "it's" } } }, ['tx.a=1', "tx.machine-learning-plugin_b=it\\'s"]],
  [{ crs: { tx: { a: 'x"y' } } }, ['tx.a=x\\"y']],
] as const)('%j sets %j', (wish, variables) => {
  expect(settingLines(wish)).toEqual(
    variables.map(
      (variable, index) => `SecAction "id:${99_100 + index},phase:1,nolog,pass,t:none,setvar:'${variable}'"`,
    ),
  )
})

test('lines for the setup stand before the settings, rules at the end', () => {
  expect(setupOf({ crs_setup: ['A'], rules: 'B', mode: 2 }, '/rules', { folder: '/plugin' })).toEqual({
    ruleFolder: '/rules',
    plugin: '/plugin',
    settings: ['A', `SecAction "id:99100,phase:1,nolog,pass,t:none,setvar:'tx.machine-learning-plugin_mode=2'"`],
    afterwards: ['B'],
    engine: 'On',
    luaSocket: true,
  })
})

test('a plugin that is not loaded is not there', () => {
  expect(setupOf({ plugin: { loaded: false } }, '/rules', { folder: '/plugin' }).plugin).toBeUndefined()
})

test("a setting is a variable of the plugin's own name", () => {
  const wish = { plugin: { enabled: false, settings: { max_size: 5 } } }
  const { settings } = setupOf(wish, '/rules', { folder: '/plugin', prefix: 'antivirus-plugin_' })
  expect(settings.map(line => /setvar:'(.*)'/.exec(line)?.[1])).toEqual([
    'tx.antivirus-plugin_enabled=0',
    'tx.antivirus-plugin_max_size=5',
  ])
})
