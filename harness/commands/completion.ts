import { Argument } from 'commander'
import { command, type MakeCommand } from './command.ts'
import { bashScript } from './completion/bash.ts'
import { fishScript } from './completion/fish.ts'
import { completedCommand } from './completion/words.ts'
import { zshScript } from './completion/zsh.ts'

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript }

type Shell = keyof typeof SCRIPTS

/** `wafrig completion`: prints what makes a shell complete commands, options and their values. */
export const completion: MakeCommand = ({ say }) => {
  const made = command('completion', 'Print what makes a shell complete wafrig at the tabulator key.', [
    'wafrig completion fish > ~/.config/fish/completions/wafrig.fish',
    'eval "$(wafrig completion bash)"    # in ~/.bashrc',
    'source <(wafrig completion zsh)     # behind compinit in ~/.zshrc',
  ])
  return made.addArgument(new Argument('<shell>', 'whose').choices(Object.keys(SCRIPTS))).action((shell: Shell) => {
    say(SCRIPTS[shell](completedCommand(made.parent ?? made)).trimEnd())
  })
}
