import type { CompletedCommand, CompletedOption } from './words.ts'

/** The script that makes fish complete `wafrig`. */
export const fishScript = (
  program: CompletedCommand,
): string => `# fish completes wafrig: wafrig completion fish > ~/.config/fish/completions/wafrig.fish
function __wafrig_at
  set -l words (string match -v -- '-*' (commandline -opc)[2..])
  set -l count (count $argv)
  test (count $words) -ge $count; and test "$words[1..$count]" = "$argv"
end
function __wafrig_first
  test (count (string match -v -- '-*' (commandline -opc)[2..])) -eq 0
end
complete -c wafrig -f
${linesOf(program, program.name).join('\n')}
`

const linesOf = (command: CompletedCommand, program: string): readonly string[] => {
  const words = command.name.split(' ').slice(1)
  const condition = words.length === 0 ? '__wafrig_first' : `__wafrig_at ${words.join(' ')}`
  const line = (rest: string): string => `complete -c ${program} -n ${quoted(condition)} ${rest}`
  return [
    ...command.commands.map(({ name, does }) => line(`-a ${quoted(name.split(' ').at(-1) ?? '')} -d ${quoted(does)}`)),
    ...command.options.map(option => line(optionText(option))),
    ...(command.values.kind === 'files' ? [line('-F')] : []),
    ...(command.values.kind === 'words' ? [line(`-a ${quoted(command.values.words.join(' '))}`)] : []),
    ...command.commands.flatMap(one => linesOf(one, program)),
  ]
}

const optionText = ({ names, does, values }: CompletedOption): string =>
  [
    ...names.map(name => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)),
    ...valueText(values),
    `-d ${quoted(does)}`,
  ].join(' ')

const valueText = (values: CompletedOption['values']): readonly string[] => {
  switch (values.kind) {
    case 'none':
      return []
    case 'any':
      return ['-x']
    case 'files':
      return ['-r', '-F']
    case 'words':
      return ['-x', `-a ${quoted(values.words.join(' '))}`]
    default:
      return ['-x', `-a ${quoted(`(__fish_append , ${values.words.join(' ')})`)}`]
  }
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`
