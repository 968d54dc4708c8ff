import type { Model } from '../model.ts'

/**
 * A reference model that needs no training: the score is 1 less one for each kind of suspicious text found in path,
 * arguments, file names or body, and anything below 1 is an attack. It serves to try the plumbing, not to protect.
 */
export const keywords: Model = ({ path, args, files, body = '' }) => {
  const text = [path, ...[...args, ...files].flat(), body].join('\n')
  const score = 1 - SUSPICIOUS.filter(kind => kind.test(text)).length
  return { verdict: score < 1 ? 'attack' : 'pass', score }
}

/** Path traversal and system files, cross-site scripting, SQL injection, command injection. */
const SUSPICIOUS = [
  /\.\.[/\\]|\/etc\/(?:passwd|shadow)|\bboot\.ini\b/i,
  /<\s*script|\bon[a-z]+\s*=\s*["'a-z]|javascript:/i,
  /\bunion\b[^\n]*\bselect\b|['"]\s*(?:or|and)\s+['"0-9]|\bsleep\s*\(/i,
  /[;|`&]\s*(?:cat|ls|id|wget|curl|nc|sh|bash)\b|\$\([a-z]/i,
]
