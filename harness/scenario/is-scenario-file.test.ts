import { expect, test } from 'vitest'
import { isScenarioFile } from './is-scenario-file.ts'

test.each([
  ['tests:\n  - stages: []\n', 'a test with stages'],
  ['suite: x\ntests:\n  - { name: a, stages: [] }\n', 'a test with stages beside a strange word'],
  ['tests: []\n', 'no tests yet'],
  ['test: []\n', 'a word that is nearly right'],
  ['meta: { name: x }\nrule_id: 920100\n', 'a rule'],
  ['# nothing yet\n', 'comments only'],
  ['tests:\n\t- stages: []\n', 'mistakes in the YAML'],
])('%j is a file of tests: %s', text => {
  expect(isScenarioFile(Buffer.from(text))).toBe(true)
})

test.each([
  ['name: my-plugin\nversion: 1.0.0\ndescription: A plugin\n', 'plugin.yaml'],
  ['services:\n  web: { image: httpd }\n', 'docker-compose.yml'],
  ['site_name: My plugin\nnav: []\n', 'mkdocs.yml'],
  ['suite: a chart\ntemplates: [a.yaml]\ntests:\n  - { it: works, asserts: [] }\n', 'tests of another program'],
  ['- name: a play\n  hosts: all\n', 'a list'],
  ['logfile: error.log\ntestoverride: { ignore: {} }\n', '.ftw.yaml'],
  ['apiVersion: v1\n---\napiVersion: v1\n', 'several documents'],
  ['{{ include "x" }}\n  a: b\n', 'a template'],
  ['meta: { name: x }\n', 'nothing that tells'],
])('%j is none: %s', text => {
  expect(isScenarioFile(Buffer.from(text))).toBe(false)
})
