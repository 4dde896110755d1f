import { DOMParser } from '@xmldom/xmldom'

/** The root element of a document, for the library xml-crypto. */
export const domOf = (text: string) => new DOMParser().parseFromString(text, 'text/xml').documentElement as never
