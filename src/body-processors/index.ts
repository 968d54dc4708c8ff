export { json as JSON } from './json.ts'
export { multipart as MULTIPART } from './multipart.ts'
export { urlencoded as URLENCODED } from './urlencoded.ts'
export { xml as XML } from './xml.ts'
