import { expect, test } from 'vitest'
import { xss } from './xss.ts'

// Verdicts of libmodsecurity 3.0.9's own libinjection.
test.each([
  ['<script>alert(1)</script>', true, 'a tag that runs scripts'],
  ['<ScRi\0pt', true, 'case and NUL do not hide it'],
  ['</script>', false, 'the end of one alone'],
  ['</script >', true, 'the end of one with white space passes for the tag'],
  ['<svg:a', true, 'all of SVG'],
  ['<xslx', true, 'all of XSLT'],
  ['<scripts>', false, 'a longer name'],
  ['<b>bold</b>', false, 'a harmless tag'],
  ['a < b and c > d', false, 'comparisons'],
  ['x" onerror=alert(1)', true, 'out of a quoted value'],
  ["x' onerror=alert(1)", true, 'out of a value in single quotes'],
  ['x` onerror=alert(1)', true, 'out of a value in backticks'],
  ['onerror=alert(1)', true, 'inside of a tag'],
  ['onx=1', false, 'an event has five letters at least'],
  ['once=1', false, 'on and two letters are four'],
  ['onces=1', true, 'any five letters that start with on'],
  ['onerror', false, 'a name without a value'],
  ['xmlns:a=b', true, 'name spaces make tags'],
  ['xlink:title=b', true, 'links of SVG'],
  ['style=color:red', true, 'a style'],
  ['sty\0le=x', false, 'NUL ends a name'],
  ['href=http://example.com', false, 'a link'],
  ['href=javascript:alert(1)', true, 'a link that runs a script'],
  ['href=" \x01\xa0JaVaScRiPt:x"', true, 'padding before the scheme'],
  ['href="java\nscript:x"', true, 'a line feed in the scheme'],
  ['href="&#x6a;ava"', true, 'a numeric reference'],
  ['href="&#0000106ava"', true, 'a numeric reference without a semicolon'],
  ['href="&#330;ava"', true, 'a reference counts by its low byte'],
  ['href="&#xfffffff;java"', false, 'a reference that is too large is text'],
  ['href="&#9;&#10;vbscript:"', true, 'white space by reference'],
  ['src=data:text/html,x', true, 'a document in a link'],
  ['src=view-source:x', true, 'the source of a page'],
  ['src=view-sourc', false, 'a scheme in part'],
  ['attributename=onclick', true, 'a hostile name as the value'],
  ['attributename=title', false, 'a harmless name as the value'],
  ['<!doctype html>', true, 'a document type'],
  ['<!-- comment -->', false, 'a comment'],
  ['<!-- ` -->', true, 'a comment with a backtick'],
  ['<!--[if IE]>', true, 'a conditional comment'],
  ['<?xml version="1.0"?>', true, 'the start of XML'],
  ['<?php echo 1 ?>', false, 'PHP'],
  ['<!ENTITY x>', true, 'an entity'],
  ['<?import a>', true, "Internet Explorer's import"],
  ['<% x %><script>', true, 'a tag after an old comment'],
  ['<% <script>', false, 'a tag inside of an old comment'],
  ['', false, 'nothing'],
])('%j is %j: %s', (value, expected) => {
  expect(xss(value)).toBe(expected)
})

test('a megabyte of opening marks is read in linear time', () => {
  const before = performance.now()
  xss('<'.repeat(1_000_000))
  expect(performance.now() - before).toBeLessThan(2000)
})
