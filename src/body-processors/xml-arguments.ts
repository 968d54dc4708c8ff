import type * as libxml2 from 'libxml2-wasm'
import { type ByteString, fromText } from '../bytes.ts'
import type { RequestArgument } from '../values.ts'
import { documentType } from './xml-beginning.ts'

/**
 * The arguments that SecParseXmlIntoArgs makes of a document: the text of each element that has no other in it, named by the
 * local names of those around it (mod_security2 2.9.13 and libmodsecurity 3.0.16, seen).
 */
export const xmlArguments = ({ XmlElement }: typeof libxml2, root: libxml2.XmlElement): readonly RequestArgument[] => {
  const args: RequestArgument[] = []
  const walk = (element: libxml2.XmlElement, around: ByteString): void => {
    const name = `${around}.${fromText(localName(element.name))}`
    const inside = element.find('*').filter(node => node instanceof XmlElement)
    if (inside.length === 0) args.push({ name, value: textOf(element), origin: 'XML' })
    else for (const child of inside) walk(child, name)
  }
  walk(root, 'xml')
  return args
}

/** A prefix that stands for no name space is a part of the name in libxml2's tree, not to its reader by events. */
const localName = (name: string): string => /^[^:]+:([^:]+)$/.exec(name)?.[1] ?? name

/** Comments, instructions and references to entities that are not known give nothing. */
const textOf = (element: libxml2.XmlElement): ByteString =>
  fromText(
    element
      .find('text()')
      .map(({ content }) => content)
      .join(''),
  )

/** A document as it is read for arguments: what its type declares of entities is not known there. */
export const withoutEntities = (body: ByteString): ByteString => {
  const start = body.indexOf(TYPE)
  const end = start === -1 ? undefined : documentType(body, start + TYPE.length)
  if (end === undefined) return body
  return body.slice(0, start) + body.slice(start, end).replace(ENTITY, '') + body.slice(end)
}

const TYPE = '<!DOCTYPE'

const ENTITY = /<!ENTITY(?:[^"'>]|"[^"]*"|'[^']*')*>/g
