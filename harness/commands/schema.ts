import { jsonSchema } from '../scenario/file-schema.ts'
import { command, type MakeCommand } from './command.ts'

/** `wafrig schema`: the JSON Schema of scenario files. */
export const schema: MakeCommand = ({ say }) =>
  command('schema', 'Print the JSON Schema of scenario files, for editors.', [
    'wafrig schema > wafrig-scenario.schema.json',
    '# yaml-language-server: $schema=./wafrig-scenario.schema.json   (first line of a scenario)',
  ]).action(() => say(JSON.stringify(jsonSchema(), null, 2)))
