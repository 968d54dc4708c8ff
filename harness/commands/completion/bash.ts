import type { CompletedCommand, CompletedOption } from './words.ts'

/** The script that makes bash complete `wafrig`. */
export const bashScript = (program: CompletedCommand): string => {
  const commands = all(program)
  return `# bash completes wafrig: in ~/.bashrc, eval "$(wafrig completion bash)"
_wafrig() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command= word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$command $word" in
${commands.flatMap(command => command.commands.map(({ name }) => `      ${quoted(shownName(program, command.name, name))}) command=${quoted(nameBelow(program, name))} ;;`)).join('\n')}
    esac
  done
  COMPREPLY=()
  case "$command $before" in
${commands.flatMap(command => command.options.flatMap(option => optionCase(nameBelow(program, command.name), option))).join('\n')}
  esac
  case "$command" in
${commands.map(command => `    ${quoted(nameBelow(program, command.name))}) _wafrig_words ${quoted([...command.commands.map(({ name }) => name.split(' ').at(-1) ?? ''), ...(command.values.kind === 'words' ? command.values.words : []), ...command.options.flatMap(({ names }) => names)].join(' '))} ${command.values.kind} ;;`).join('\n')}
  esac
}
_wafrig_words() {
  if [[ $current != -* && $2 == files ]]; then
    _wafrig_files
  else
    COMPREPLY=($(compgen -W "$1" -- "$current"))
  fi
}
_wafrig_files() {
  compopt -o filenames
  COMPREPLY=($(compgen -f -- "$current"))
}
_wafrig_list() {
  local head=
  [[ $current == *,* ]] && head=\${current%,*},
  compopt -o nospace
  COMPREPLY=($(compgen -P "$head" -W "$1" -- "\${current##*,}"))
}
complete -F _wafrig wafrig
`
}

/** A command with all below it. */
const all = (command: CompletedCommand): readonly CompletedCommand[] => [command, ...command.commands.flatMap(all)]

/** A command's name without the program's. */
const nameBelow = ({ name: program }: CompletedCommand, name: string): string =>
  name === program ? '' : name.slice(program.length + 1)

/** What stands before a command's last word, a blank, and that word. */
const shownName = (program: CompletedCommand, above: string, name: string): string =>
  `${nameBelow(program, above)} ${name.split(' ').at(-1)}`

const optionCase = (command: string, { names, values }: CompletedOption): readonly string[] => {
  const patterns = names.map(name => quoted(`${command} ${name}`)).join('|')
  switch (values.kind) {
    case 'none':
      return []
    case 'any':
      return [`    ${patterns}) return ;;`]
    case 'files':
      return [`    ${patterns}) _wafrig_files; return ;;`]
    case 'words':
      return [`    ${patterns}) _wafrig_words ${quoted(values.words.join(' '))}; return ;;`]
    default:
      return [`    ${patterns}) _wafrig_list ${quoted(values.words.join(' '))}; return ;;`]
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
