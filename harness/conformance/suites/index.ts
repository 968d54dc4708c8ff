export * from './crs.ts'
export * from './libinjection.ts'
export * from './regex.ts'
export * from './vectors.ts'
