import { parentPort, workerData } from 'node:worker_threads'
import type { FoundFile } from '../../scenario/find-files.ts'
import { type FtwJob, openFtwRunner } from './ftw-files.ts'

const job: FtwJob = workerData
const runner = openFtwRunner(job)
parentPort?.on('message', async (file: FoundFile) => parentPort?.postMessage(await runner.run(file)))
