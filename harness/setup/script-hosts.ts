import { Unavailable } from '../waf/unavailable.ts'
import type { Setup } from './setup.ts'

/** Throws Unavailable where a setup tells scripts the addresses of hosts, and they ask the real network. */
export const mustNotNameHosts = ({ scripts }: Setup): void => {
  const names = Object.keys(scripts?.hosts ?? {})
  if (names.length === 0) return
  throw new Unavailable(`tells scripts the address of ${names.join(', ')}, and those of a real WAF ask its own network`)
}
