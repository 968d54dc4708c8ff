export * from './keywords.ts'
