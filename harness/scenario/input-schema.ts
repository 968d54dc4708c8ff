import { isIP } from 'node:net'
import { z } from 'zod'
import { base64Schema, valueSchema } from './value.ts'

const text = (description: string) => z.string().optional().describe(description)

const fields = z.record(z.string(), z.union([valueSchema, z.array(valueSchema)]))

/** One part of a `multipart` body. */
const partSchema = z.strictObject({
  name: z.string().describe('Name of the form field.'),
  filename: text('File name; a part with one is an upload.'),
  content_type: text("The part's Content-Type; an upload has application/octet-stream when absent."),
  content: valueSchema.optional().describe("The part's content."),
  size: z.number().int().nonnegative().optional().describe('Length in bytes of a content that does not matter.'),
})

const clientSchema = z.strictObject({
  ip: z
    .string()
    .refine(text => isIP(text) !== 0, { message: 'wanted an IP address like 192.0.2.7 or 2001:db8::7' })
    .describe('Its address, REMOTE_ADDR.'),
  port: z
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Its port, REMOTE_PORT; any when absent. Apache in a container cannot be told.'),
})

const piecesSchema = z
  .strictObject({
    bytes: z
      .union([z.number().int().min(1), z.array(z.number().int().min(1)).nonempty()])
      .optional()
      .describe('How long each piece is, in bytes; of a list each in turn, and what is left is the last piece.'),
    after: z.enum(['request line', 'head']).optional().describe('Two pieces: up to the end of that, and the rest.'),
    pause_ms: z
      .number()
      .int()
      .min(1)
      .max(60_000)
      .optional()
      .describe('How long to wait before each further piece; 100 when absent.'),
  })
  .refine(({ bytes, after }) => (bytes === undefined) !== (after === undefined), {
    message: 'wanted either bytes or after',
  })

/** FTW's `input`, and short ways to write a query, a form, a JSON body and uploads. */
export const inputSchema = z
  .strictObject({
    dest_addr: text('Kept for FTW files; the backend decides where requests go.'),
    port: z.number().int().optional().describe('Kept for FTW files; the backend decides.'),
    protocol: text('Kept for FTW files; the backend decides.'),
    method: text('GET; POST when the input has a form, json or multipart body.'),
    uri: text('The request target as sent, octet for octet; "/" when absent.'),
    version: text('HTTP/1.1 when absent.'),
    headers: z.record(z.string(), z.string()).optional().describe('Sent in the order of their names.'),
    ordered_headers: z
      .array(z.strictObject({ name: z.string().describe('Its name.'), value: z.string().describe('Its value.') }))
      .optional()
      .describe('Sent as they stand, nothing sorted; wins over headers.'),
    data: z
      .union([valueSchema, z.array(z.string())])
      .optional()
      .describe(
        'The body: UTF-8 text, {base64} or {repeat, times}; a list is joined by CRLF. {{ "x" | repeat 9 }} repeats.',
      ),
    encoded_data: base64Schema.optional().describe('The body in base64: any octets.'),
    encoded_request: base64Schema.optional().describe('The whole request in base64, sent as it is.'),
    raw_request: text('The whole request as text, sent as it is.'),
    query: fields.optional().describe('Arguments to encode and put at the end of the uri; a list repeats the name.'),
    form: fields.optional().describe('A form-encoded body; a list repeats the name.'),
    json: z.json().optional().describe('A JSON body.'),
    multipart: z.array(partSchema).optional().describe('A multipart/form-data body.'),
    client: clientSchema.optional().describe('Who sends the request; else whoever the backend has for a client.'),
    connection: z
      .enum(['close', 'keep-alive', 'pipeline'])
      .optional()
      .describe(
        'What becomes of the connection. close, when absent: it ends with the response. keep-alive: the next request (of the next stage, or of a repeated one) goes over it after the response. pipeline: the next request goes over it at once.',
      ),
    pieces: piecesSchema.optional().describe('The octets of the request come in pieces, with pauses.'),
    autocomplete_headers: z
      .boolean()
      .optional()
      .describe(
        'True when absent: Content-Type, Connection (close, or keep-alive where the connection goes on) and Content-Length are added where missing.',
      ),
    default_headers: z
      .boolean()
      .optional()
      .describe('True when absent, false in FTW files: Host, User-Agent and Accept are added where missing.'),
    stop_magic: z.boolean().optional().describe("FTW's old name of autocomplete_headers, inverted."),
    follow_redirect: z.boolean().optional().describe('Kept for FTW files; a redirect is never followed.'),
    save_cookie: z.boolean().optional().describe('Kept for FTW files; without effect, as in go-ftw.'),
    virtual_host_mode: z.boolean().optional().describe('Kept for FTW files; without effect.'),
    response: z.unknown().optional().describe('Kept for FTW files; without effect, as in go-ftw.'),
  })
  .refine(input => bodies(input).length <= 1, {
    message: 'two bodies: give one of data, encoded_data, form, json, multipart, encoded_request, raw_request',
  })

const bodies = (input: object): string[] =>
  ['data', 'form', 'json', 'multipart', 'encoded_request', 'raw_request'].filter(key => key in input)

/** One request as a scenario writes it. */
export type Input = z.output<typeof inputSchema>
