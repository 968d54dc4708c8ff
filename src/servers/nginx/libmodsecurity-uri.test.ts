import { expect, test } from 'vitest'
import { decodedPath, decodedUri } from './libmodsecurity-uri.ts'

// src/transaction.cc, `processURI`, 3.0.13; the first two seen on 3.0.16.
test.each([
  ['/?f=..%2F..%2Fetc&v=a%26b+c', '/?f=../../etc&v=a&b+c', '/', 'a plus stays'],
  ['/?v=%00%zz%4', '/?v=\0%zz%4', '/', 'what is no escape stays'],
  ['/a%2fb?c#d', '/a/b?c', '/a/b', 'a fragment goes'],
  ['http://h/p%20q?a', '/p q?a', 'http://h/p q', 'scheme and host go from the URI, not from the path'],
  ['http://h', 'http://h', 'http://h', 'a URI without a path stays whole'],
  ['*', '*', '*', 'what is no path stays'],
])('%s → %s, path %s: %s', (target, uri, path) => {
  expect([decodedUri(target), decodedPath(target)]).toEqual([uri, path])
})
