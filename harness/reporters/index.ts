export * from './ftw-json.ts'
export * from './wafrig.ts'
