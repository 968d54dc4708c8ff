import type { HttpRequest, HttpResponse } from './message.ts'

/** The application behind the WAF; the path that it gets is the one that the web server has resolved and decoded. */
export type Application = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>
