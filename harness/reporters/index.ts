export * from './ftw-json.ts'
export * from './github-actions.ts'
export * from './wafrig.ts'
