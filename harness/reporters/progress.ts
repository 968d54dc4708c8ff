import type { Style } from './style.ts'

/** How far a run is. */
export type Progress = {
  /** Whether files are read to find what there is to run, or tests run. */
  readonly step: 'reading' | 'running'
  readonly files: number
  readonly filesDone: number
  readonly tests: number
  readonly testsDone: number
  readonly failed: number
  /** Time since the first test had ended: before it a WAF was started, which the others need not wait for. */
  readonly elapsedMs: number
}

/** How far a run is, in one line: files and tests of how many, how many a second, and the time that is left at that rate. */
export const progressText = (progress: Progress, style: Style): string => {
  const { step, files, filesDone, tests, testsDone, failed } = progress
  if (step === 'reading') return style.faint(`reading ${filesDone} of ${files} files`)
  if (testsDone === 0) return style.faint(`starting ${of(tests, 'test')} in ${of(files, 'file')}`)
  const done = style.faint([`${filesDone} of ${of(files, 'file')}`, `${testsDone} of ${of(tests, 'test')}`].join(', '))
  const bad = failed === 0 ? '' : `, ${style.bad(`${failed} failed`)}`
  return `${done}${bad}${style.faint(rate(progress))}`
}

const rate = ({ tests, testsDone, elapsedMs }: Progress): string => {
  if (testsDone < 2 || elapsedMs <= 0) return ''
  const perSecond = ((testsDone - 1) * 1000) / elapsedMs
  const leftSeconds = Math.ceil((tests - testsDone) / perSecond)
  const speed = perSecond >= 10 ? String(Math.round(perSecond)) : perSecond.toFixed(1)
  return `, ${speed}/s${tests > testsDone ? `, ${span(leftSeconds)} left` : ''}`
}

const of = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`

const span = (seconds: number): string =>
  seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
