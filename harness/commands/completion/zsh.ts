import type { CompletedCommand, CompletedOption } from './words.ts'

/** The script that makes zsh complete `wafrig`. */
export const zshScript = (program: CompletedCommand): string => `#compdef wafrig
# zsh completes wafrig: behind compinit in ~/.zshrc, source <(wafrig completion zsh)
${functionsOf(program).join('\n')}
compdef _wafrig wafrig
`

const functionsOf = (command: CompletedCommand): readonly string[] => [
  ...command.commands.flatMap(functionsOf),
  command.commands.length === 0 ? leaf(command) : branch(command),
]

const functionName = (name: string): string => `_${name.replace(/[^a-z]/g, '_')}`

const leaf = ({ name, options, values }: CompletedCommand): string => `${functionName(name)}() {
  _arguments -s ${[...options.map(optionSpec), argumentSpec(values)].filter(spec => spec !== '').join(' \\\n    ')}
}`

const branch = ({ name, options, commands }: CompletedCommand): string => `${functionName(name)}() {
  local context state line
  _arguments -C ${options.map(optionSpec).join(' ')} '1: :->command' '*:: :->rest'
  case $state in
    command)
      local -a commands=(${commands.map(one => quoted(`${lastWord(one.name)}:${one.does}`)).join(' ')})
      _describe command commands ;;
    rest)
      case $words[1] in
${commands.map(one => `        ${lastWord(one.name)}) ${functionName(one.name)} ;;`).join('\n')}
      esac ;;
  esac
}`

const lastWord = (name: string): string => name.split(' ').at(-1) ?? ''

const optionSpec = ({ names, does, values }: CompletedOption): string => {
  const text = `[${does.replace(/[[\]\\:]/g, '\\$&')}]${valueSpec(values)}`
  const [only, ...others] = names
  return others.length === 0
    ? quoted(`${only}${text}`)
    : `${quoted(`(${names.join(' ')})`)}{${names.join(',')}}${quoted(text)}`
}

const valueSpec = (values: CompletedOption['values']): string => {
  switch (values.kind) {
    case 'none':
      return ''
    case 'any':
      return ':value: '
    case 'files':
      return ':file:_files'
    case 'words':
      return `:word:(${values.words.join(' ')})`
    default:
      return `:words:_sequence compadd - ${values.words.join(' ')}`
  }
}

const argumentSpec = (values: CompletedCommand['values']): string => {
  if (values.kind === 'files') return quoted('*:file:_files')
  return values.kind === 'words' ? quoted(`1:word:(${values.words.join(' ')})`) : ''
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
