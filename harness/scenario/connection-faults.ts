import type { Path } from './document.ts'
import type { Stage } from './scenario.ts'

/** What is wrong in a stage with regard to those beside it; `path` is from the stage on. */
export type StageFault = { readonly stage: number; readonly path: Path; readonly message: string }

/** What stages say of connection and time that cannot be, or would have no effect. */
export const connectionFaults = (stages: readonly Stage[]): readonly StageFault[] =>
  stages.flatMap((stage, index) => faultsOf(stage, index, stages).map(fault => ({ stage: index, ...fault })))

const faultsOf = (stage: Stage, index: number, stages: readonly Stage[]): readonly Omit<StageFault, 'stage'>[] => {
  const { input, scorer, output, repeat } = stage
  const before = stages[index - 1]?.input.connection ?? 'close'
  const own = input.connection ?? 'close'
  const isLast = index === stages.length - 1 && repeat === undefined
  const isPipelined = before === 'pipeline' || own === 'pipeline'
  const faults: readonly (readonly [is: boolean, path: Path, message: string])[] = [
    [own !== 'close' && isLast, ['input', 'connection'], 'no request follows that could go over this connection'],
    [
      before !== 'close' && input.client !== undefined,
      ['input', 'client'],
      'this request goes over the connection of the stage before, which has its client already',
    ],
    [
      before === 'pipeline' && scorer !== undefined,
      ['scorer'],
      'this request goes off with that of the stage before, whose scorer holds for both',
    ],
    [before === 'pipeline' && stage.time !== undefined, ['time'], TOGETHER],
    [
      isPipelined && stage.wait_s !== undefined && (before === 'pipeline' || repeat !== undefined),
      ['wait_s'],
      TOGETHER,
    ],
    [
      isPipelined && input.pieces !== undefined,
      ['input', 'pieces'],
      'requests that go off together cannot come in pieces',
    ],
    [
      output.retry_once === true && (own !== 'close' || before !== 'close'),
      ['output', 'retry_once'],
      'a request that shares its connection cannot be sent a second time',
    ],
    [stage.time !== undefined && stage.wait_s !== undefined, ['wait_s'], 'the stage has its time already'],
  ]
  return faults.flatMap(([is, path, message]) => (is ? [{ path, message }] : []))
}

const TOGETHER = 'this request goes off together with another, so no time passes between them'
