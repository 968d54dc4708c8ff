import { command, counted, type MakeCommand } from './command.ts'

/** `wafrig clean`: removes the containers and networks that runs left behind. */
export const clean: MakeCommand = ({ say }) =>
  command('clean', 'Remove the containers and networks of all runs, also of those that go on; images stay.', [
    'wafrig clean',
  ]).action(async () => {
    const { clean: removeAll } = await import('../backends/containers/clean.ts')
    const { containers, networks } = await removeAll()
    for (const name of containers) say(`removed container ${name}`)
    for (const name of networks) say(`removed network ${name}`)
    say(`${counted(containers.length, 'container')} and ${counted(networks.length, 'network')} removed`)
  })
