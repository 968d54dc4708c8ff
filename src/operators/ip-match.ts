import { type ByteString, trimStart, untilNul } from '../bytes.ts'
import { PartError } from '../errors.ts'
import type { Dialect } from '../transaction/dialect.ts'
import type { Operator, Test } from '../transaction/parts.ts'
import { ipOctets } from './ip-address.ts'
import { type IpSet, ipSet } from './ip-set.ts'
import { nearRule, readList, refuseRemote } from './list-file.ts'

/** The value is one of the addresses, or in one of the networks, of a comma list. */
export const ipMatch: Operator = (argument, { dialect }) => {
  const set = ipSet(dialect.operators.hostPrefixes)
  const list = argument.text
  for (const entry of list.split(',').filter(item => item !== '')) {
    if (set.add(entry)) continue
    // strtok has cut the list behind its first entry by the time v2 prints it.
    const from = /^,*[^,]*/.exec(list)?.[0] ?? ''
    throw badEntry(entry, `Could not add entry "${entry}" from: ${from}.`)
  }
  return tester(set, 'IPmatch', dialect)
}

/** The value is in a file of addresses and networks, one a line; `#` begins a comment line. */
export const ipMatchFromFile: Operator = (argument, context) => {
  const path = trimStart(argument.text)
  if (argument.text === '') throw missing("Missing parameter for operator 'ipmatchFromFile'.")
  if (path === '') throw missing('Empty file specification for operator ipmatchFromFile ""')
  refuseRemote(path, 'ipmatchFromFile')
  const { dialect } = context
  const set = ipSet(dialect.operators.hostPrefixes)
  const text = readList(path, 'ipmatch', context)
  for (const [i, line] of text.split('\n').entries()) {
    const entry = /^[\t-\r ]*([0-9a-fA-F./:]*)/.exec(line)?.[1] ?? ''
    if (entry === '' || set.add(entry)) continue
    const words = `Could not add entry "${entry}" in line ${i + 1} of file ${nearRule(path, context)} to IP list`
    throw badEntry(entry, words)
  }
  return tester(set, 'IPmatchFromFile', dialect)
}

/** The same under its short name. */
export const ipMatchF = ipMatchFromFile

/** The value is taken up to its first NUL. A failure on a bad one is logged for ipMatch only (re_operators.c). */
const tester =
  (set: IpSet, shown: 'IPmatch' | 'IPmatchFromFile', { operators }: Dialect): Test =>
  whole => {
    const value = untilNul(whole)
    const octets = ipOctets(value)
    if (octets !== undefined) {
      return set.has(octets) ? { reason: name => `${shown}: "${value}" matched at ${name}.` } : undefined
    }
    if (operators.badAddresses === 'no-match') return undefined
    const kind = value.includes(':') ? 'IPv6' : 'IPv4'
    return { failure: shown === 'IPmatch' ? [`IPmatch: bad ${kind} specification "${value}".`] : [] }
  }

const badEntry = (entry: ByteString, words: string): PartError =>
  new PartError('BAD_IP_ENTRY', `"${entry}" is no IP address, nor a network that mod_security2 accepts`, words)

const missing = (words: string): PartError => new PartError('MISSING_PARAMETER', words, words)
