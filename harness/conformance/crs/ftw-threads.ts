import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { FoundFile } from '../../scenario/find-files.ts'
import { type FtwJob, type FtwResult, openFtwRunner } from './ftw-files.ts'

const WORKER = fileURLToPath(new URL('./ftw-worker.js', import.meta.url))

/**
 * Runs FTW files, in several threads where `threads` is more than one and the program is built (a thread cannot load
 * TypeScript); each thread takes the next file that nobody has. The results are in the order of the files.
 */
export const runFtwFiles = async (
  job: FtwJob,
  files: readonly FoundFile[],
  threads: number,
): Promise<readonly FtwResult[]> => {
  const results: (readonly FtwResult[])[] = []
  const left = files.map((file, index) => ({ file, index })).values()
  const several = threads > 1 && import.meta.url.endsWith('.js')
  const inThread = async (): Promise<void> => {
    const worker = new Worker(WORKER, { workerData: job })
    try {
      for (const { file, index } of left) {
        worker.postMessage(file)
        const [found]: readonly FtwResult[][] = await once(worker, 'message')
        results[index] = found ?? []
      }
    } finally {
      await worker.terminate()
    }
  }
  const here = async (): Promise<void> => {
    await using runner = openFtwRunner(job)
    for (const { file, index } of left) results[index] = await runner.run(file)
  }
  await (several ? Promise.all(Array.from({ length: threads }, inThread)) : here())
  return results.flat()
}
